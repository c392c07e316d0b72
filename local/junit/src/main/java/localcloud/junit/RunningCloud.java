package localcloud.junit;

import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;

/** A cloud and what its functions have said; JUnit closes it with the store that holds it. */
record RunningCloud(LocalCloud cloud, RecentLogs logs) implements AutoCloseable {

  static RunningCloud start(LocalCloudSettings settings) {
    var logs = new RecentLogs(settings.stackName() + "-");
    var given = settings.logs();
    var both =
        settings.withLogs(
            (function, environment, line) -> {
              logs.line(function, environment, line);
              given.line(function, environment, line);
            });
    return new RunningCloud(LocalCloud.start(both), logs);
  }

  @Override
  public void close() {
    cloud.close();
  }
}

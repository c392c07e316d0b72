package com.example.orders.local.junit;

import com.example.orders.local.cloud.LocalCloud;
import com.example.orders.local.cloud.LocalCloudSettings;

/** A cloud and what its functions have said; JUnit closes it with the store that holds it. */
record RunningCloud(LocalCloud cloud, RecentLogs logs) implements AutoCloseable {

  static RunningCloud start(LocalCloudSettings settings) {
    var logs = new RecentLogs(settings.stackName() + "-");
    return new RunningCloud(LocalCloud.start(settings.withLogs(logs)), logs);
  }

  @Override
  public void close() {
    cloud.close();
  }
}

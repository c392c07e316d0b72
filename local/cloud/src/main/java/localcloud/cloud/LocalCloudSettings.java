package localcloud.cloud;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import localcloud.lambda.LogSink;

/**
 * What a local cloud is made of.
 *
 * @param template the SAM template
 * @param artifacts the folder with a built folder for each function, named by its logical ID: what
 *     {@code sam build} leaves in {@code .aws-sam/build}
 * @param parameters values for the template's parameters; the others take their defaults
 * @param apiPort the REST API's port on 127.0.0.1, 0 for a free one
 * @param endpointPort the AWS endpoint's port on 127.0.0.1, 0 for a free one
 * @param logs takes the functions' log lines
 * @param clock what workflows, tokens and the stack's creation time go by
 * @param random makes the workflows' jitter and names; a seeded one makes them repeatable
 * @param permissionsChecked whether each call must be allowed by the policies of its caller's role
 * @param faults in force as soon as the stack is ready
 * @param pace how fast AWS's waits go by
 * @param concurrency how many invocations run at once in the account: one more is throttled, as on
 *     AWS; a new account has 10
 */
public record LocalCloudSettings(
    Path template,
    Path artifacts,
    String stackName,
    String region,
    Map<String, String> parameters,
    int apiPort,
    int endpointPort,
    LogSink logs,
    Clock clock,
    RandomGenerator random,
    boolean permissionsChecked,
    FaultRules faults,
    Pace pace,
    int concurrency) {

  /** The account of every local resource. */
  static final String ACCOUNT = "000000000000";

  /** One for all, so that settings which nobody changed are equal. */
  private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

  /** Of an account that is not new (Lambda guide, quotas). */
  public static final int CONCURRENCY = 1_000;

  public LocalCloudSettings {
    if (concurrency < 1) {
      throw new IllegalArgumentException("A concurrency of " + concurrency);
    }
    parameters = Map.copyOf(parameters);
  }

  /** A stack named {@code local} on free ports, which shows no logs. */
  public static LocalCloudSettings of(Path template, Path artifacts) {
    return new LocalCloudSettings(
        template,
        artifacts,
        "local",
        "us-east-1",
        Map.of(),
        0,
        0,
        ConsoleLog.quiet(),
        Clock.systemUTC(),
        RANDOM,
        true,
        FaultRules.none(),
        Pace.real(),
        CONCURRENCY);
  }

  public LocalCloudSettings withPorts(int api, int endpoint) {
    return with(
        draft -> {
          draft.apiPort = api;
          draft.endpointPort = endpoint;
        });
  }

  public LocalCloudSettings withLogs(LogSink sink) {
    return with(draft -> draft.logs = sink);
  }

  public LocalCloudSettings withStack(String name, String inRegion) {
    return with(
        draft -> {
          draft.stackName = name;
          draft.region = inRegion;
        });
  }

  public LocalCloudSettings withParameters(Map<String, String> values) {
    return with(draft -> draft.parameters = values);
  }

  public LocalCloudSettings withClock(Clock other) {
    return with(draft -> draft.clock = other);
  }

  public LocalCloudSettings withRandom(RandomGenerator other) {
    return with(draft -> draft.random = other);
  }

  /** Every caller may do everything. */
  public LocalCloudSettings withoutPermissionChecks() {
    return with(draft -> draft.permissionsChecked = false);
  }

  public LocalCloudSettings withFaults(FaultRules rules) {
    return with(draft -> draft.faults = rules);
  }

  public LocalCloudSettings withPace(Pace other) {
    return with(draft -> draft.pace = other);
  }

  public LocalCloudSettings withConcurrency(int invocations) {
    return with(draft -> draft.concurrency = invocations);
  }

  private LocalCloudSettings with(Consumer<Draft> change) {
    var draft = new Draft(this);
    change.accept(draft);
    return draft.settings();
  }

  /** A copy while it is being changed. */
  private static final class Draft {
    private final LocalCloudSettings before;
    private String stackName;
    private String region;
    private Map<String, String> parameters;
    private int apiPort;
    private int endpointPort;
    private LogSink logs;
    private Clock clock;
    private RandomGenerator random;
    private boolean permissionsChecked;
    private FaultRules faults;
    private Pace pace;
    private int concurrency;

    Draft(LocalCloudSettings before) {
      this.before = before;
      stackName = before.stackName;
      region = before.region;
      parameters = before.parameters;
      apiPort = before.apiPort;
      endpointPort = before.endpointPort;
      logs = before.logs;
      clock = before.clock;
      random = before.random;
      permissionsChecked = before.permissionsChecked;
      faults = before.faults;
      pace = before.pace;
      concurrency = before.concurrency;
    }

    LocalCloudSettings settings() {
      return new LocalCloudSettings(
          before.template,
          before.artifacts,
          stackName,
          region,
          parameters,
          apiPort,
          endpointPort,
          logs,
          clock,
          random,
          permissionsChecked,
          faults,
          pace,
          concurrency);
    }
  }
}

package localcloud.cloud;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import localcloud.faults.FaultRules;
import localcloud.lambda.LogSink;
import localcloud.observe.ConsoleLog;
import localcloud.observe.EventSink;
import localcloud.stepfunctions.WorkflowRates;

/**
 * What a local cloud is made of.
 *
 * @param stacks in the order in which they are made: each may import what those before it export.
 *     The first is the main one
 * @param apiPort the port of the first API on 127.0.0.1, the next API has the next port; 0 for free
 *     ones
 * @param endpointPort the AWS endpoint's port on 127.0.0.1, 0 for a free one
 * @param logs takes the functions' log lines
 * @param clock what workflows, tokens and the stack's creation time go by
 * @param random makes the workflows' jitter and names; a seeded one makes them repeatable
 * @param permissionsChecked whether each call must be allowed by the policies of its caller's role
 * @param faults in force as soon as the stack is ready
 * @param pace how fast AWS's waits go by
 * @param concurrency how many invocations run at once in the account: one more is throttled, as on
 *     AWS; a new account has 10
 * @param events makes what gets each event that is put on a bus
 * @param workflowRates how many workflows start, and how many states they enter, in a second
 */
public record LocalCloudSettings(
    List<StackSource> stacks,
    String region,
    int apiPort,
    int endpointPort,
    LogSink logs,
    Clock clock,
    RandomGenerator random,
    boolean permissionsChecked,
    FaultRules faults,
    Pace pace,
    int concurrency,
    Supplier<EventSink> events,
    WorkflowRates workflowRates) {

  /** The account of every local resource. */
  static final String ACCOUNT = "000000000000";

  /** Who deployed the stacks. */
  static final String ADMINISTRATOR = "arn:aws:iam::" + ACCOUNT + ":root";

  /** One for all, so that settings which nobody changed are equal. */
  private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

  private static final Supplier<EventSink> EVENTS = EventSink::ofClassPath;

  /** Of an account that is not new (Lambda guide, quotas). */
  public static final int CONCURRENCY = 1_000;

  public LocalCloudSettings {
    if (concurrency < 1) {
      throw new IllegalArgumentException("A concurrency of " + concurrency);
    }
    stacks = List.copyOf(stacks);
    if (stacks.stream().map(StackSource::name).distinct().count() != stacks.size()) {
      throw new IllegalArgumentException("Two stacks of one name");
    }
  }

  /** A stack named {@code local} on free ports, which shows no logs. */
  public static LocalCloudSettings of(Path template, Path artifacts) {
    return new LocalCloudSettings(
        List.of(StackSource.of("local", template, artifacts)),
        "us-east-1",
        0,
        0,
        ConsoleLog.quiet(),
        Clock.systemUTC(),
        RANDOM,
        true,
        FaultRules.none(),
        Pace.real(),
        CONCURRENCY,
        EVENTS,
        WorkflowRates.unlimited());
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
          draft.main(main().withName(name));
          draft.region = inRegion;
        });
  }

  public LocalCloudSettings withParameters(Map<String, String> values) {
    return with(draft -> draft.main(main().withParameters(values)));
  }

  /** One more stack, which may import what the others export. */
  public LocalCloudSettings withStackBeside(StackSource other) {
    return with(draft -> draft.stacks.add(other));
  }

  /** The first stack. */
  public StackSource main() {
    return stacks.getFirst();
  }

  /** The name of the first stack. */
  public String stackName() {
    return main().name();
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

  /** In the place of what the class path names. */
  public LocalCloudSettings withEvents(EventSink sink) {
    return with(draft -> draft.events = () -> sink);
  }

  public LocalCloudSettings withWorkflowRates(WorkflowRates rates) {
    return with(draft -> draft.workflowRates = rates);
  }

  private LocalCloudSettings with(Consumer<Draft> change) {
    var draft = new Draft(this);
    change.accept(draft);
    return draft.settings();
  }

  /** A copy while it is being changed. */
  private static final class Draft {
    private final List<StackSource> stacks;
    private String region;
    private int apiPort;
    private int endpointPort;
    private LogSink logs;
    private Clock clock;
    private RandomGenerator random;
    private boolean permissionsChecked;
    private FaultRules faults;
    private Pace pace;
    private int concurrency;
    private Supplier<EventSink> events;
    private WorkflowRates workflowRates;

    Draft(LocalCloudSettings before) {
      stacks = new ArrayList<>(before.stacks);
      region = before.region;
      apiPort = before.apiPort;
      endpointPort = before.endpointPort;
      logs = before.logs;
      clock = before.clock;
      random = before.random;
      permissionsChecked = before.permissionsChecked;
      faults = before.faults;
      pace = before.pace;
      concurrency = before.concurrency;
      events = before.events;
      workflowRates = before.workflowRates;
    }

    void main(StackSource changed) {
      stacks.set(0, changed);
    }

    LocalCloudSettings settings() {
      return new LocalCloudSettings(
          stacks,
          region,
          apiPort,
          endpointPort,
          logs,
          clock,
          random,
          permissionsChecked,
          faults,
          pace,
          concurrency,
          events,
          workflowRates);
    }
  }
}

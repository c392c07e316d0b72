package com.example.orders.proof;

import com.example.orders.cli.Project;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.Pace;
import localcloud.cloud.StackSource;
import localcloud.faults.FaultRules;
import localcloud.lambda.LogSink;
import localcloud.observe.ConsoleLog;

/**
 * What a run is made of.
 *
 * @param artifacts one built folder a function
 * @param seed of whatever the local cloud draws
 * @param plans what the clients will do
 * @param faults in force while the load runs
 * @param pace of AWS's waits
 * @param clientsAtOnce how many orders clients care for at a time
 * @param patience how long nothing may change after the load before the run is taken as it is
 * @param limit how long the drain may take at most
 * @param say takes lines for a person
 * @param logs takes what the functions and the faults log
 * @param beside what else runs in the cloud
 * @param parameters of the template, beside those that every run sets
 */
public record ProofSettings(
    Path template,
    Path artifacts,
    long seed,
    List<Plan> plans,
    FaultRules faults,
    Pace pace,
    int clientsAtOnce,
    Duration patience,
    Duration limit,
    Consumer<String> say,
    LogSink logs,
    Beside beside,
    Map<String, String> parameters) {
  private static final int CLIENTS_AT_ONCE = 32;
  private static final double FAULT_SHARE = 0.05;
  private static final double RETRIES = 0.1;

  /** A lost message comes back in 20 seconds instead of 60: longer than any consumer may run. */
  private static final double VISIBILITY = 1.0 / 3;

  /**
   * Stacks beside the core's, and what is done with them.
   *
   * @param before is run once before the first fault
   * @param during is run again and again while the load runs
   * @param after is run once when the load is done
   * @param settled is run once when nothing changes any more
   */
  public record Beside(
      List<StackSource> stacks,
      Consumer<LocalCloud> before,
      Consumer<LocalCloud> during,
      Consumer<LocalCloud> after,
      Consumer<LocalCloud> settled) {
    static final Beside NOTHING = new Beside(List.of(), _ -> {}, _ -> {});

    public Beside(
        List<StackSource> stacks, Consumer<LocalCloud> during, Consumer<LocalCloud> after) {
      this(stacks, _ -> {}, during, after, _ -> {});
    }

    public Beside {
      stacks = List.copyOf(stacks);
    }
  }

  public ProofSettings {
    plans = List.copyOf(plans);
    parameters = Map.copyOf(parameters);
  }

  /** The project's own template and functions, random requests, 5 % faults of all kinds. */
  public static ProofSettings of(long seed, int orders) {
    var project = Project.find();
    return new ProofSettings(
        project.template(),
        project.artifacts(),
        seed,
        Plans.draw(seed, orders),
        RandomFaults.of(seed, FAULT_SHARE),
        Pace.ofRetries(RETRIES).withVisibility(VISIBILITY),
        CLIENTS_AT_ONCE,
        Duration.ofSeconds(150),
        Duration.ofMinutes(20),
        _ -> {},
        ConsoleLog.quiet(),
        Beside.NOTHING,
        Map.of());
  }

  /** Other requests under other faults. */
  ProofSettings with(List<Plan> otherPlans, FaultRules otherFaults) {
    return with(
        draft -> {
          draft.plans = otherPlans;
          draft.faults = otherFaults;
        });
  }

  /** Another application: its template and its built functions. */
  ProofSettings withApplication(Path otherTemplate, Path otherArtifacts) {
    return with(
        draft -> {
          draft.template = otherTemplate;
          draft.artifacts = otherArtifacts;
        });
  }

  /** Each order after the end of the one before, so that none shares a batch with another. */
  ProofSettings oneByOne() {
    return with(draft -> draft.clientsAtOnce = 1);
  }

  /** Messages that were lost come back as late as on AWS. */
  ProofSettings withRealVisibility() {
    return with(draft -> draft.pace = pace.withVisibility(1));
  }

  ProofSettings withPatience(Duration other) {
    return with(draft -> draft.patience = other);
  }

  public ProofSettings telling(Consumer<String> person, LogSink log) {
    return with(
        draft -> {
          draft.say = person;
          draft.logs = log;
        });
  }

  ProofSettings withParameters(Map<String, String> others) {
    return with(draft -> draft.parameters = others);
  }

  /** With what these parameters switch on: its requests, and its own faults beside the others. */
  ProofSettings withPatterns(Map<String, String> switches) {
    var patterns = new Patterns(switches);
    var all = new ArrayList<>(faults.rules());
    all.addAll(patterns.faults(plans.size()));
    return withParameters(switches).with(patterns.of(plans), new FaultRules(faults.seed(), all));
  }

  Patterns patterns() {
    return new Patterns(parameters);
  }

  public ProofSettings with(Beside other) {
    return with(draft -> draft.beside = other);
  }

  private ProofSettings with(Consumer<Draft> change) {
    var draft = new Draft(this);
    change.accept(draft);
    return draft.settings();
  }

  /** A copy while it is being changed. */
  private static final class Draft {
    private final ProofSettings before;
    private Path template;
    private Path artifacts;
    private List<Plan> plans;
    private FaultRules faults;
    private Pace pace;
    private int clientsAtOnce;
    private Duration patience;
    private Consumer<String> say;
    private LogSink logs;
    private Beside beside;
    private Map<String, String> parameters;

    Draft(ProofSettings before) {
      this.before = before;
      template = before.template;
      artifacts = before.artifacts;
      plans = before.plans;
      faults = before.faults;
      pace = before.pace;
      clientsAtOnce = before.clientsAtOnce;
      patience = before.patience;
      say = before.say;
      logs = before.logs;
      beside = before.beside;
      parameters = before.parameters;
    }

    ProofSettings settings() {
      return new ProofSettings(
          template,
          artifacts,
          before.seed,
          plans,
          faults,
          pace,
          clientsAtOnce,
          patience,
          before.limit,
          say,
          logs,
          beside,
          parameters);
    }
  }
}

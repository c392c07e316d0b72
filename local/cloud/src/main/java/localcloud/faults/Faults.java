package localcloud.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.aws.NoAnswerException;
import localcloud.endpoint.CallInterceptor;
import localcloud.endpoint.CallNotes;
import localcloud.eventbridge.EventFaults;
import localcloud.iam.AccessDenied;
import localcloud.lambda.LambdaFaults;
import localcloud.lambda.LambdaFaults.Harm;
import localcloud.lambda.LogSink;
import localcloud.observe.CallReader;
import localcloud.sam.Stack;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls fail as rules say: all that functions, workflows, APIs, mappings and event rules of
 * the stack send, but not what comes from outside, unless a rule names it. The first rule that
 * strikes decides; a {@code latency} comes in addition. Without rules a call costs one field read.
 */
public final class Faults implements CallInterceptor, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONGEST_HOLD = Duration.ofMinutes(1);

  private final CallReader reader;
  private final Consumer<String> killer;
  private final LogSink logs;
  private final Clock clock;
  private final FaultLog log = new FaultLog();
  private volatile @Nullable ActiveFaults active;

  /**
   * Without rules.
   *
   * @param stack whose resources the rules name
   * @param killer kills the execution environment with this ID
   */
  public Faults(Stack stack, Consumer<String> killer, LogSink logs, Clock clock) {
    this.reader = new CallReader(stack);
    this.killer = killer;
    this.logs = logs;
    this.clock = clock;
  }

  /** Puts these rules into force instead of all others, and forgets what was injected before. */
  public synchronized void replace(FaultRules rules) {
    log.clear();
    enforce(rules);
  }

  /** Puts more rules into force; those that are there keep their counts and their seed. */
  public synchronized void add(FaultRules rules) {
    var now = active;
    if (now == null) {
      enforce(rules);
    } else {
      active = now.with(rules.rules());
      tell("%d rules more".formatted(rules.rules().size()));
    }
  }

  /** Takes all rules out of force and lets go of every call that is held. */
  public synchronized void heal() {
    var now = active;
    active = null;
    if (now != null) {
      now.healed().complete(null);
      tell("healed");
    }
  }

  private void enforce(FaultRules rules) {
    heal();
    if (!rules.rules().isEmpty()) {
      active = ActiveFaults.of(rules);
      tell("seed %d, %d rules".formatted(rules.seed(), rules.rules().size()));
    }
  }

  private void tell(String line) {
    logs.line("faults", "faults", line);
  }

  @Override
  public AwsAnswer intercept(AwsCall call, AwsService next) {
    var now = active;
    return now == null ? next.answer(call) : answer(now, call, next);
  }

  private AwsAnswer answer(ActiveFaults now, AwsCall call, AwsService next) {
    var facts = reader.read(call);
    for (var armed : now.rules()) {
      if (armed.rule().meetsCalls()
          && armed.rule().fits(facts)
          && isPossible(armed.rule(), call)
          && armed.strikes()) {
        note(armed.rule(), facts);
        CallNotes.fault(armed.rule().id());
        if (armed.rule().fault() != Fault.LATENCY) {
          return inject(now, armed.rule(), call, next);
        }
        now.hold(Duration.ofMillis(armed.rule().latencyMillis()));
      }
    }
    return next.answer(call);
  }

  /** Only code in an environment can be killed, and only a write meets a transaction. */
  private static boolean isPossible(FaultRule rule, AwsCall call) {
    return switch (rule.fault()) {
      case KILL_BEFORE, KILL_AFTER -> !call.caller().environment().isEmpty();
      case TRANSACTION_CONFLICT -> TransactionConflicts.arePossible(call);
      default -> true;
    };
  }

  private AwsAnswer inject(ActiveFaults now, FaultRule rule, AwsCall call, AwsService next) {
    return switch (rule.fault()) {
      case THROTTLE -> FaultAnswers.throttle(call);
      case SERVER_ERROR -> FaultAnswers.serverError(call);
      case TRANSACTION_CONFLICT ->
          TransactionConflicts.answer(call, table -> isNamed(rule.resource(), table));
      case DENY -> AccessDenied.answer(call, "Injected by rule " + rule.id());
      case MALFORMED -> FaultAnswers.broken(next.answer(call));
      case TIMEOUT_BEFORE -> silence(now, rule);
      case TIMEOUT_AFTER -> {
        effect(call, next);
        yield silence(now, rule);
      }
      case KILL_BEFORE -> {
        killer.accept(call.caller().environment());
        throw new NoAnswerException("The caller was killed");
      }
      case KILL_AFTER -> {
        effect(call, next);
        killer.accept(call.caller().environment());
        throw new NoAnswerException("The caller was killed");
      }
      default -> throw new IllegalStateException("meets no call: " + rule);
    };
  }

  private boolean isNamed(@Nullable String resource, String table) {
    return resource == null || reader.names(table).contains(resource);
  }

  /** What the service says is lost with the answer, whatever it is. */
  private static void effect(AwsCall call, AwsService next) {
    try {
      var unused = next.answer(call);
    } catch (AwsException refused) {
      // the caller never gets to know
    }
  }

  private static AwsAnswer silence(ActiveFaults now, FaultRule rule) {
    now.hold(rule.latencyMillis() > 0 ? Duration.ofMillis(rule.latencyMillis()) : LONGEST_HOLD);
    throw new NoAnswerException("Read timed out");
  }

  /** The faults of invocations, asynchronous events and queues' batches. */
  public LambdaFaults ofLambda() {
    return (harm, function, source, event) -> {
      if (active == null) {
        return Optional.empty();
      }
      var isRun = !List.of(Harm.DUPLICATE, Harm.DELAY, Harm.KEEP).contains(harm);
      var names = new ArrayList<>(reader.names(function));
      if (!source.isEmpty()) {
        names.addAll(reader.names(source));
      }
      return strike(
              fault(harm),
              new Delivery(
                  source.isEmpty() ? "lambda" : "sqs",
                  isRun ? "Invoke" : "Deliver",
                  reader.logicalId(function),
                  names,
                  event))
          .map(rule -> new LambdaFaults.Strike(rule.id(), Duration.ofMillis(rule.latencyMillis())));
    };
  }

  private static Fault fault(Harm harm) {
    return switch (harm) {
      case KILL_AT_START -> Fault.KILL_BEFORE;
      case KILL_AT_END -> Fault.KILL_AFTER;
      case OUT_OF_MEMORY -> Fault.OUT_OF_MEMORY;
      case THROW -> Fault.THROW;
      case DUPLICATE -> Fault.DUPLICATE_DELIVERY;
      case DELAY -> Fault.DELAYED_DELIVERY;
      case KEEP -> Fault.REDELIVERY;
    };
  }

  /** The faults of events on their way to targets. */
  public EventFaults ofEvents() {
    return (harm, rule, target, event) -> {
      if (active == null) {
        return false;
      }
      var fault =
          switch (harm) {
            case DROP -> Fault.DROP_EVENT;
            case DUPLICATE -> Fault.DUPLICATE_DELIVERY;
          };
      var id = reader.logicalId(rule);
      var names = reader.names(target);
      return strike(fault, new Delivery("events", "Deliver", id, names, event)).isPresent();
    };
  }

  private Optional<FaultRule> strike(Fault fault, Occasion occasion) {
    var now = active;
    if (now == null) {
      return Optional.empty();
    }
    var struck =
        now.rules().stream()
            .filter(armed -> armed.rule().fault() == fault)
            .filter(armed -> !armed.rule().meetsCalls() && armed.rule().fits(occasion))
            .filter(ActiveFaults.Armed::strikes)
            .map(ActiveFaults.Armed::rule)
            .findFirst();
    struck.ifPresent(rule -> note(rule, occasion));
    return struck;
  }

  /** By how much the clock of a service is off. */
  public Duration skew(String service) {
    var now = active;
    return now == null
        ? Duration.ZERO
        : now.rules().stream()
            .map(ActiveFaults.Armed::rule)
            .filter(rule -> rule.fault() == Fault.CLOCK_SKEW)
            .filter(rule -> rule.service() == null || rule.service().equals(service))
            .map(rule -> Duration.ofMillis(rule.latencyMillis()))
            .reduce(Duration.ZERO, Duration::plus);
  }

  private void note(FaultRule rule, Occasion facts) {
    log.add(clock.instant(), rule, facts);
    logs.line("faults", "faults", "%s %s: %s".formatted(rule.id(), rule.fault().word(), facts));
  }

  /** The last injected faults, the oldest first. */
  public List<InjectedFault> injected() {
    return log.entries();
  }

  /** How often the rule that is in force has struck. */
  public int injected(String ruleId) {
    var now = active;
    return now == null
        ? 0
        : now.rules().stream()
            .filter(armed -> armed.rule().id().equals(ruleId))
            .mapToInt(ActiveFaults.Armed::injected)
            .sum();
  }

  public String json() {
    var root = JSON.createObjectNode();
    var now = active;
    if (now != null) {
      root.put("seed", now.seed());
    }
    var rules = root.putArray("rules");
    for (var armed : now == null ? List.<ActiveFaults.Armed>of() : now.rules()) {
      rules.add(armed.json());
    }
    var entries = root.putArray("log");
    for (var entry : injected()) {
      var json =
          entries
              .addObject()
              .put("number", entry.number())
              .put("at", entry.at().toString())
              .put("rule", entry.rule())
              .put("fault", entry.fault())
              .put("caller", entry.caller())
              .put("service", entry.service())
              .put("operation", entry.operation());
      entry.resources().forEach(json.putArray("resources")::add);
    }
    return root.toString();
  }

  /** Lets go of every call that is held. */
  @Override
  public void close() {
    var now = active;
    active = null;
    if (now != null) {
      now.healed().complete(null);
    }
  }
}

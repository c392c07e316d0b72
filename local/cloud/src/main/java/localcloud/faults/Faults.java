package localcloud.faults;

import static java.util.Objects.requireNonNull;

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

  /** What is known of the stack, as soon as there is one. */
  private record Place(CallReader reader, Consumer<String> killer, LogSink logs, Clock clock) {}

  private volatile @Nullable Place place;
  private volatile @Nullable ActiveFaults active;
  private final FaultLog log = new FaultLog();

  public Faults() {}

  /** From now on rules can be put into force. */
  public void install(Stack stack, Consumer<String> killer, LogSink logs, Clock clock) {
    place = new Place(new CallReader(stack), killer, logs, clock);
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
    requireNonNull(place, "The stack is not ready").logs().line("faults", "faults", line);
  }

  @Override
  public AwsAnswer intercept(AwsCall call, AwsService next) {
    var now = active;
    var where = place;
    return now == null || where == null ? next.answer(call) : answer(now, where, call, next);
  }

  private AwsAnswer answer(ActiveFaults now, Place where, AwsCall call, AwsService next) {
    var facts = where.reader().read(call);
    for (var armed : now.rules()) {
      if (armed.rule().meetsCalls()
          && armed.rule().fits(facts)
          && isPossible(armed.rule(), call)
          && armed.strikes()) {
        note(where, armed.rule(), facts);
        if (armed.rule().fault() != Fault.LATENCY) {
          return inject(now, where, armed.rule(), call, next);
        }
        now.hold(Duration.ofMillis(armed.rule().latencyMillis()));
      }
    }
    return next.answer(call);
  }

  /** Only code in an environment can be killed, not a service that calls. */
  private static boolean isPossible(FaultRule rule, AwsCall call) {
    return switch (rule.fault()) {
      case KILL_BEFORE, KILL_AFTER -> !call.caller().environment().isEmpty();
      default -> true;
    };
  }

  private AwsAnswer inject(
      ActiveFaults now, Place where, FaultRule rule, AwsCall call, AwsService next) {
    return switch (rule.fault()) {
      case THROTTLE -> FaultAnswers.throttle(call);
      case SERVER_ERROR -> FaultAnswers.serverError(call);
      case DENY -> AccessDenied.answer(call, "Injected by rule " + rule.id());
      case MALFORMED -> FaultAnswers.broken(next.answer(call));
      case TIMEOUT_BEFORE -> silence(now, rule);
      case TIMEOUT_AFTER -> {
        effect(call, next);
        yield silence(now, rule);
      }
      case KILL_BEFORE -> {
        where.killer().accept(call.caller().environment());
        throw new NoAnswerException("The caller was killed");
      }
      case KILL_AFTER -> {
        effect(call, next);
        where.killer().accept(call.caller().environment());
        throw new NoAnswerException("The caller was killed");
      }
      default -> throw new IllegalStateException("meets no call: " + rule);
    };
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
      var where = place;
      if (active == null || where == null) {
        return Optional.empty();
      }
      var isRun = !List.of(Harm.DUPLICATE, Harm.DELAY, Harm.KEEP).contains(harm);
      var names = new ArrayList<>(where.reader().names(function));
      if (!source.isEmpty()) {
        names.addAll(where.reader().names(source));
      }
      return strike(
              fault(harm),
              new Delivery(
                  source.isEmpty() ? "lambda" : "sqs",
                  isRun ? "Invoke" : "Deliver",
                  where.reader().logicalId(function),
                  names,
                  event))
          .map(rule -> Duration.ofMillis(rule.latencyMillis()));
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
      var where = place;
      if (active == null || where == null) {
        return false;
      }
      var fault =
          switch (harm) {
            case DROP -> Fault.DROP_EVENT;
            case DUPLICATE -> Fault.DUPLICATE_DELIVERY;
          };
      var id = where.reader().logicalId(rule);
      var names = where.reader().names(target);
      return strike(fault, new Delivery("events", "Deliver", id, names, event)).isPresent();
    };
  }

  private Optional<FaultRule> strike(Fault fault, Occasion occasion) {
    var now = active;
    var where = place;
    if (now == null || where == null) {
      return Optional.empty();
    }
    var struck =
        now.rules().stream()
            .filter(armed -> armed.rule().fault() == fault)
            .filter(armed -> !armed.rule().meetsCalls() && armed.rule().fits(occasion))
            .filter(ActiveFaults.Armed::strikes)
            .map(ActiveFaults.Armed::rule)
            .findFirst();
    struck.ifPresent(rule -> note(where, rule, occasion));
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

  private void note(Place where, FaultRule rule, Occasion facts) {
    log.add(where.clock().instant(), rule, facts);
    where
        .logs()
        .line("faults", "faults", "%s %s: %s".formatted(rule.id(), rule.fault().word(), facts));
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

package localcloud.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rules that are in force.
 *
 * @param healed done when they are no longer: whoever is held goes on
 */
record ActiveFaults(long seed, List<Armed> rules, CompletableFuture<Void> healed) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A rule and what it has met so far. */
  static final class Armed {
    private final FaultRule rule;
    private final SplittableRandom random;
    private int fitted;
    private int injected;

    Armed(FaultRule rule, long seed) {
      this.rule = rule;
      this.random = new SplittableRandom(seed ^ ((long) rule.id().hashCode() << 32));
    }

    FaultRule rule() {
      return rule;
    }

    synchronized int injected() {
      return injected;
    }

    /** Decides over a call that fits. */
    synchronized boolean strikes() {
      var limit = rule.count();
      var drawn = random.nextDouble();
      if (++fitted <= rule.skip()
          || limit != null && injected >= limit
          || drawn >= rule.probability()) {
        return false;
      }
      injected++;
      return true;
    }

    synchronized ObjectNode json() {
      var json = JSON.createObjectNode().put("id", rule.id()).put("fault", rule.fault().word());
      put(json, "service", rule.service());
      put(json, "operation", rule.operation());
      put(json, "resource", rule.resource());
      put(json, "function", rule.function());
      put(json, "order", rule.order());
      json.put("skip", rule.skip());
      if (rule.count() != null) {
        json.put("count", rule.count());
      }
      return json.put("probability", rule.probability())
          .put("latencyMillis", rule.latencyMillis())
          .put("fitted", fitted)
          .put("injected", injected);
    }

    private static void put(ObjectNode json, String field, @Nullable String text) {
      if (text != null) {
        json.put(field, text);
      }
    }
  }

  static ActiveFaults of(FaultRules rules) {
    return new ActiveFaults(rules.seed(), List.of(), new CompletableFuture<>()).with(rules.rules());
  }

  /** These and more. */
  ActiveFaults with(List<FaultRule> more) {
    for (var rule : more) {
      if (rules.stream().anyMatch(armed -> armed.rule().id().equals(rule.id()))) {
        throw new InvalidFaultRulesException("rule " + rule.id() + ": id: is used already");
      }
    }
    var added = more.stream().map(rule -> new Armed(rule, seed));
    return new ActiveFaults(seed, Stream.concat(rules.stream(), added).toList(), healed);
  }

  /** Waits until the time is over or the rules are no longer in force. */
  void hold(Duration time) {
    try {
      healed.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException over) {
      // as intended
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the cloud closes
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}

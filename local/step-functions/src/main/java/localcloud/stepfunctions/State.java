package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One state of a {@link Flow}. The structure is parsed; what data selects stays in the fields. */
sealed interface State {
  Fields fields();

  default String name() {
    return fields().name();
  }

  record Task(Fields fields, TaskResource resource) implements State {}

  record Pass(Fields fields) implements State {}

  record Choice(Fields fields, List<ChoiceRule> rules, @Nullable String otherwise)
      implements State {}

  record Wait(Fields fields) implements State {}

  record Succeed(Fields fields) implements State {}

  record Fail(Fields fields) implements State {}

  record Parallel(Fields fields, List<Flow> branches) implements State {}

  record ForEach(Fields fields, Flow processor) implements State {}

  /**
   * What all states have.
   *
   * @param next the next state, or null where the state ends its flow
   */
  record Fields(
      String name,
      String type,
      QueryLanguage language,
      @Nullable String next,
      ObjectNode body,
      List<Retrier> retriers,
      List<Catcher> catchers) {

    boolean has(String field) {
      return body.has(field);
    }

    JsonNode get(String field) {
      return body.path(field);
    }
  }

  /** One entry of a Retry field, with the defaults of the Amazon States Language. */
  record Retrier(
      List<String> errors,
      double intervalSeconds,
      long maxAttempts,
      double backoffRate,
      double maxDelaySeconds,
      boolean fullJitter) {

    /** The wait before retry number {@code attempt} (from 0), without jitter. */
    double delaySeconds(long attempt) {
      return Math.min(maxDelaySeconds, intervalSeconds * Math.pow(backoffRate, attempt));
    }
  }

  /** One entry of a Catch field. */
  record Catcher(List<String> errors, String next, ObjectNode body) {}

  /** One rule of a Choice state: in JSONPath a comparison, in JSONata a Condition. */
  record ChoiceRule(String next, Condition condition, ObjectNode body, String path) {}

  /** The test of a {@link ChoiceRule}. */
  sealed interface Condition {
    record Query(JsonNode condition) implements Condition {}

    record And(List<Condition> all) implements Condition {}

    record Or(List<Condition> any) implements Condition {}

    record Not(Condition condition) implements Condition {}

    record Comparison(String variable, String operator, JsonNode operand) implements Condition {}
  }
}

package localcloud.stepfunctions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** What {@code states:startExecution.sync} gives of the execution it waited for. */
final class NestedExecutions {
  private NestedExecutions() {}

  static ObjectNode describe(Execution execution, boolean parsed) {
    var standing = execution.standing();
    var described =
        Json.object()
            .put("ExecutionArn", execution.arn())
            .put("StateMachineArn", execution.machine().arn())
            .put("Name", execution.start().name())
            .put("Status", standing.status().name())
            .put("StartDate", execution.start().at().toEpochMilli());
    if (standing.stoppedAt() != null) {
      described.put("StopDate", standing.stoppedAt().toEpochMilli());
    }
    data(described, "Input", execution.start().inputText(), parsed);
    data(described, "Output", standing.output(), parsed);
    Details.text(described, "Error", standing.error());
    Details.text(described, "Cause", standing.cause());
    return described;
  }

  private static void data(
      ObjectNode described, String field, @Nullable String text, boolean parsed) {
    if (text != null) {
      if (parsed) {
        described.set(field, parse(text));
      } else {
        described.put(field, text);
      }
      described.set(field + "Details", Json.object().put("Included", true));
    }
  }

  private static JsonNode parse(String text) {
    try {
      return Json.parse(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

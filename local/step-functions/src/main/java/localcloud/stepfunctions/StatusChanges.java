package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells of each Standard execution's start, end and redrive, in order, as the detail of the
 * EventBridge event "Step Functions Execution Status Change" (EventBridge events reference).
 */
final class StatusChanges implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(StatusChanges.class.getName());

  private final Consumer<JsonNode> listener;
  private final ExecutorService inOrder =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("states-changes").factory());

  StatusChanges(Consumer<JsonNode> listener) {
    this.listener = listener;
  }

  void note(Execution execution) {
    if (!execution.machine().isExpress() && !inOrder.isShutdown()) {
      var detail = detail(execution);
      inOrder.execute(() -> tell(detail));
    }
  }

  private void tell(JsonNode detail) {
    try {
      listener.accept(detail);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "a listener of execution status changes failed", e);
    }
  }

  private static ObjectNode detail(Execution execution) {
    var standing = execution.standing();
    var at = standing.stoppedAt() == null ? execution.start().at() : standing.stoppedAt();
    var obstacle = execution.redriveObstacle(at);
    var detail =
        Json.object()
            .put("executionArn", execution.arn())
            .put("stateMachineArn", execution.machine().arn())
            .put("name", execution.start().name())
            .put("status", standing.status().name())
            .put("startDate", execution.start().at().toEpochMilli())
            .put("stopDate", millis(standing.stoppedAt()))
            .put("input", execution.start().inputText())
            .put("output", standing.output())
            .putNull("stateMachineVersionArn")
            .putNull("stateMachineAliasArn")
            .put("redriveCount", standing.redriveCount())
            .put("redriveDate", millis(standing.redrivenAt()))
            .put("redriveStatus", obstacle == null ? "REDRIVABLE" : "NOT_REDRIVABLE")
            .put("redriveStatusReason", obstacle)
            .put("error", standing.error())
            .put("cause", standing.cause());
    detail.set("inputDetails", Json.object().put("included", true));
    if (standing.output() == null) {
      return detail.putNull("outputDetails");
    }
    return detail.set("outputDetails", Json.object().put("included", true));
  }

  private static @Nullable Long millis(@Nullable Instant time) {
    return time == null ? null : time.toEpochMilli();
  }

  @Override
  public void close() {
    inOrder.shutdown();
  }
}

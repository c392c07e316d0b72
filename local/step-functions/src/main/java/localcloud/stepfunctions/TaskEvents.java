package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalLong;

/** The history of one task attempt; a function called by its ARN has events of its own. */
sealed interface TaskEvents {
  static TaskEvents of(TaskResource resource, Branch branch, String region) {
    return resource.kind() == TaskResource.Kind.FUNCTION
        ? new OfFunction(resource, branch)
        : new OfIntegration(resource, branch, region);
  }

  void scheduled(JsonNode arguments, OptionalLong timeout, OptionalLong heartbeat);

  void submitted(JsonNode answer);

  void succeeded(JsonNode result);

  void failed(StatesError error);

  record OfFunction(TaskResource resource, Branch branch) implements TaskEvents {
    @Override
    public void scheduled(JsonNode arguments, OptionalLong timeout, OptionalLong heartbeat) {
      var details = Details.input(Json.write(arguments)).put("resource", resource.arn());
      timeout.ifPresent(seconds -> details.put("timeoutInSeconds", seconds));
      branch.add("LambdaFunctionScheduled", "lambdaFunctionScheduledEventDetails", details);
      branch.add("LambdaFunctionStarted");
    }

    @Override
    public void submitted(JsonNode answer) {
      throw new IllegalStateException("a function has no callback");
    }

    @Override
    public void succeeded(JsonNode result) {
      var details = Details.output(Json.write(result));
      branch.add("LambdaFunctionSucceeded", "lambdaFunctionSucceededEventDetails", details);
    }

    @Override
    public void failed(StatesError error) {
      var event = error.isTimeout() ? "TimedOut" : "Failed";
      branch.add(
          "LambdaFunction" + event,
          "lambdaFunction" + event + "EventDetails",
          Details.failure(error));
    }
  }

  record OfIntegration(TaskResource resource, Branch branch, String region) implements TaskEvents {
    @Override
    public void scheduled(JsonNode arguments, OptionalLong timeout, OptionalLong heartbeat) {
      var details = about().put("region", region).put("parameters", Json.write(arguments));
      timeout.ifPresent(seconds -> details.put("timeoutInSeconds", seconds));
      heartbeat.ifPresent(seconds -> details.put("heartbeatInSeconds", seconds));
      add("Scheduled", details);
      add("Started", about());
    }

    @Override
    public void submitted(JsonNode answer) {
      add("Submitted", Details.withData(about(), "output", Json.write(answer)));
    }

    @Override
    public void succeeded(JsonNode result) {
      add("Succeeded", Details.withData(about(), "output", Json.write(result)));
    }

    @Override
    public void failed(StatesError error) {
      add(error.isTimeout() ? "TimedOut" : "Failed", Details.withFailure(about(), error));
    }

    private ObjectNode about() {
      return Json.object()
          .put("resourceType", resource.type())
          .put("resource", resource.actionWithPattern());
    }

    private void add(String event, ObjectNode details) {
      branch.add("Task" + event, "task" + event + "EventDetails", details);
    }
  }
}

package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs the attempts of Task states: call, callback, timeouts, and their events. */
final class TaskRunner {
  private final Execution execution;
  private final Services services;

  TaskRunner(Execution execution, Services services) {
    this.execution = execution;
    this.services = services;
  }

  JsonNode run(State.Task task, StateData data, Scope scope, Branch branch)
      throws InterruptedException {
    var resource = task.resource();
    var timeout = data.number("TimeoutSeconds");
    var heartbeat = data.number("HeartbeatSeconds");
    try (var _ = services.gate().turn(resource, execution);
        var attempt = new TaskAttempt(services.timer(), heartbeat);
        var token = new CallbackToken(services.tokens(), resource, attempt)) {
      token.show(scope.context());
      var arguments = data.arguments();
      var call = services.integrations().prepare(resource, arguments, execution);
      var events = TaskEvents.of(resource, branch, services.region());
      events.scheduled(arguments, timeout, heartbeat);
      attempt.started(timeout);
      return outcome(resource, attempt, call, events);
    }
  }

  /** The token of an attempt that waits for a callback, for as long as the attempt lasts. */
  private record CallbackToken(TaskTokens tokens, @Nullable String token) implements AutoCloseable {
    CallbackToken(TaskTokens tokens, TaskResource resource, TaskAttempt attempt) {
      this(tokens, resource.isCallback() ? tokens.issue(attempt) : null);
    }

    void show(ObjectNode context) {
      if (token != null) {
        context.set("Task", Json.object().put("Token", token));
      }
    }

    @Override
    public void close() {
      if (token != null) {
        tokens.retire(token);
      }
    }
  }

  private JsonNode outcome(
      TaskResource resource, TaskAttempt attempt, Integrations.Call call, TaskEvents events)
      throws InterruptedException {
    try {
      var answer = attempt.await(inOwnThread(call));
      var result =
          switch (resource.pattern()) {
            case REQUEST_RESPONSE -> answer;
            case CALLBACK -> {
              events.submitted(answer);
              yield attempt.awaitOutcome();
            }
            case SYNC, SYNC_2 -> {
              events.submitted(answer);
              yield nested(resource, attempt, answer);
            }
          };
      if (Json.isTooLarge(Json.write(result))) {
        throw StatesError.tooLarge(resource.action());
      }
      events.succeeded(result);
      return result;
    } catch (StatesError e) {
      events.failed(e);
      throw e;
    }
  }

  /**
   * Waits for the execution that {@code states:startExecution.sync} began; it ends with its task.
   */
  private JsonNode nested(TaskResource resource, TaskAttempt attempt, JsonNode started)
      throws InterruptedException {
    var child = services.executions().get(started.path("ExecutionArn").asText());
    try {
      var parsed = resource.pattern() == TaskResource.Pattern.SYNC_2;
      attempt.await(child.finished().thenApply(over -> Json.object()));
      var described = NestedExecutions.describe(child, parsed);
      if (child.standing().status() != Execution.Status.SUCCEEDED) {
        throw StatesError.of(StatesError.TASK_FAILED, Json.write(described));
      }
      return described;
    } finally {
      services.executions().stop(child, null, null);
    }
  }

  /** A thread of its own: AWS code must not see the interrupt that stops an execution. */
  private static CompletableFuture<JsonNode> inOwnThread(Integrations.Call call) {
    var answer = new CompletableFuture<JsonNode>();
    Thread.startVirtualThread(
        () -> {
          try {
            answer.complete(call.send());
          } catch (RuntimeException | Error e) { // else the task would wait for ever
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }
}

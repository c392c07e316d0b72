package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;

/** Calls other AWS services for Task states, as the machine's role. */
final class Integrations {
  /** A call that is ready to be sent; it may be sent from any thread. */
  @FunctionalInterface
  interface Call {
    JsonNode send();
  }

  private final AwsService aws;

  Integrations(AwsService aws) {
    this.aws = aws;
  }

  Call prepare(TaskResource resource, JsonNode arguments, Execution execution) {
    return switch (resource.kind()) {
      case FUNCTION -> LambdaInvocation.ofFunction(this, resource, arguments, execution);
      case OPTIMIZED, SDK -> integration(resource, arguments, execution);
      case UNKNOWN -> throw unsupported(resource);
    };
  }

  private Call integration(TaskResource resource, JsonNode arguments, Execution execution) {
    var api = ServiceApi.of(resource);
    if (api == null || !api.offers(resource)) {
      throw unsupported(resource);
    }
    if (RestApiCall.offers(api, resource.action())) {
      return new RestApiCall(this, api, resource, arguments, execution);
    }
    return api == ServiceApi.LAMBDA
        ? LambdaInvocation.ofIntegration(this, resource, arguments, execution)
        : new JsonApiCall(this, api, resource, arguments, execution);
  }

  private static StatesError unsupported(TaskResource resource) {
    return StatesError.runtime(
        "The resource '%s' is not supported by the local Step Functions."
            .formatted(resource.arn()));
  }

  /** Sends a call; whatever goes wrong becomes the error that AWS would give the task. */
  AwsAnswer send(AwsCall call, ServiceApi api, TaskResource resource) {
    AwsAnswer answer;
    try {
      answer = aws.answer(call);
    } catch (AwsException e) {
      throw api.failure(resource, e.status(), e.code(), String.valueOf(e.getMessage()), "");
    } catch (RuntimeException e) {
      throw api.unreachable(resource, "Unable to execute HTTP request: " + e.getMessage());
    }
    if (answer.isError()) {
      throw api.failure(resource, answer);
    }
    return answer;
  }
}

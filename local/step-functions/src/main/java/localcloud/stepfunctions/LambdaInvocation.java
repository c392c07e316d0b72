package localcloud.stepfunctions;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLEncoder;
import java.util.TreeMap;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;

/** An invocation of a function, by its ARN or by {@code lambda:invoke}. */
final class LambdaInvocation {
  private LambdaInvocation() {}

  /** The task's result is the function's own. */
  static Integrations.Call ofFunction(
      Integrations integrations, TaskResource resource, JsonNode payload, Execution execution) {
    var call = call(resource.arn(), "", payload, "RequestResponse", execution);
    return () -> payload(integrations.send(call, ServiceApi.LAMBDA, resource));
  }

  /** The task's result is the answer of the Invoke API with its payload read as JSON. */
  static Integrations.Call ofIntegration(
      Integrations integrations, TaskResource resource, JsonNode arguments, Execution execution) {
    var type = arguments.path("InvocationType").asText("RequestResponse");
    var payload = arguments.has("Payload") ? arguments.path("Payload") : Json.object();
    var call =
        call(
            arguments.path("FunctionName").asText(""),
            arguments.path("Qualifier").asText(""),
            payload,
            type,
            execution);
    return () -> {
      var answer = integrations.send(call, ServiceApi.LAMBDA, resource);
      return envelope(answer, payload(answer));
    };
  }

  private static AwsCall call(
      String function, String qualifier, JsonNode payload, String type, Execution execution) {
    var path = "/2015-03-31/functions/" + URLEncoder.encode(function, UTF_8) + "/invocations";
    var query = qualifier.isEmpty() ? "" : "?Qualifier=" + URLEncoder.encode(qualifier, UTF_8);
    var headers = new TreeMap<String, String>();
    headers.put("content-type", "application/json");
    headers.put("x-amz-invocation-type", type);
    return new AwsCall(
        "lambda",
        execution.machine().roleArn(),
        "POST",
        path + query,
        headers,
        Json.write(payload).getBytes(UTF_8),
        execution.caller());
  }

  private static JsonNode envelope(AwsAnswer answer, JsonNode payload) {
    var envelope = Json.object();
    envelope.put(
        "ExecutedVersion", answer.headers().getOrDefault("x-amz-executed-version", "$LATEST"));
    envelope.set("Payload", payload);
    SdkMetadata.add(envelope, answer);
    return envelope.put("StatusCode", answer.status());
  }

  private static JsonNode payload(AwsAnswer answer) {
    var text = answer.text();
    if (answer.headers().containsKey("x-amz-function-error")) {
      throw functionError(text);
    }
    try {
      return text.isEmpty() ? NullNode.instance : Json.parse(text);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(text);
    }
  }

  /** The error's name is the exception's class, its cause the whole error payload. */
  private static StatesError functionError(String payload) {
    try {
      var type = Json.parse(payload).path("errorType");
      if (type.isTextual()) {
        return StatesError.of(type.asText(), payload);
      }
    } catch (JsonProcessingException e) {
      // not JSON: falls through to the error without a type
    }
    return StatesError.of(
        "Lambda.Unknown",
        "The cause could not be determined because Lambda did not return an error type. Returned payload: "
            + payload);
  }
}

package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import org.jspecify.annotations.Nullable;

/**
 * The part of the Lambda API that invokes, shows and changes functions (API version 2015-03-31).
 */
final class LambdaApi {
  private static final Pattern PATH =
      Pattern.compile("/2015-03-31/functions/?([^/?]*)(/[a-z-]+)?/?([^/?]*)(?:\\?(.*))?");

  /** Limits of an event in bytes: 6 MB, asynchronously 1 MB (Lambda guide, quotas). */
  private static final int SYNC_LIMIT = 6_291_456;

  private static final int ASYNC_LIMIT = 1_048_576;

  /** What a caller named: the invoked function's ARN has the qualifier only if the caller did. */
  private record Target(PublishedFunction function, @Nullable String qualifier) {
    String arn() {
      return function.spec().arn() + (qualifier == null ? "" : ":" + qualifier);
    }

    FunctionSpec spec() {
      return function.route(qualifier).spec();
    }
  }

  private final Lambda lambda;
  private final AsyncInvocations asyncInvocations;
  private final VersionsApi versions = new VersionsApi();
  private final ObjectMapper json =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  LambdaApi(Lambda lambda, AsyncInvocations asyncInvocations) {
    this.lambda = lambda;
    this.asyncInvocations = asyncInvocations;
  }

  AwsAnswer answer(AwsCall call) {
    try {
      return route(call);
    } catch (AwsException e) {
      return error(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return error(new AwsException(500, "ServiceException", "The local Lambda is closing"));
    }
  }

  private AwsAnswer route(AwsCall call) throws InterruptedException {
    var path = PATH.matcher(call.path());
    if (!path.matches()) {
      throw unsupported(call);
    }
    var name = AwsCall.decoded(path.group(1));
    var part = path.group(2) == null ? "" : path.group(2);
    if (call.method().equals("GET") && name.isEmpty()) {
      return list();
    }
    var target = find(name, qualifier(path.group(4)));
    return switch (call.method() + part) {
      case "POST/invocations" -> invoke(target, call);
      case "GET" -> json(200, describe(target));
      case "GET/configuration" -> json(200, configuration(target.spec(), target.arn()));
      case "PUT/code" -> json(200, changeCode(target.function().spec(), call));
      default ->
          json(
              call.method().equals("POST") ? 201 : 200,
              versions
                  .answer(target.function(), part, AwsCall.decoded(path.group(3)), call)
                  .orElseThrow(() -> unsupported(call)));
    };
  }

  private AwsAnswer invoke(Target target, AwsCall call) throws InterruptedException {
    var type = call.headers().getOrDefault("x-amz-invocation-type", "RequestResponse");
    var invocation = invocation(target, call, type.equals("Event"));
    return switch (type) {
      case "RequestResponse" -> {
        limit(call, SYNC_LIMIT);
        var withTail = call.headers().getOrDefault("x-amz-log-type", "None").equals("Tail");
        yield result(
            invocation.requestId(),
            target.function().route(target.qualifier()).invoke(invocation),
            withTail);
      }
      case "Event" -> {
        limit(call, ASYNC_LIMIT);
        asyncInvocations.accept(target.function().spec().name(), target.qualifier(), invocation);
        yield new AwsAnswer(202, headers(invocation.requestId()), new byte[0]);
      }
      case "DryRun" -> new AwsAnswer(204, headers(invocation.requestId()), new byte[0]);
      default ->
          throw new AwsException(
              400, "InvalidParameterValueException", "Unknown invocation type: " + type);
    };
  }

  private static AwsAnswer result(String requestId, InvocationResult result, boolean withTail) {
    var headers = headers(requestId);
    headers.put("x-amz-executed-version", result.version());
    headers.put("content-type", "application/json");
    if (result.failed()) {
      headers.put("x-amz-function-error", "Unhandled");
    }
    if (withTail) {
      headers.put("x-amz-log-result", Base64.getEncoder().encodeToString(result.logTail()));
    }
    return new AwsAnswer(200, headers, result.payload());
  }

  private static Map<String, String> headers(String requestId) {
    return new HashMap<>(Map.of("x-amzn-requestid", requestId));
  }

  private Invocation invocation(Target target, AwsCall call, boolean asynchronous) {
    var payload = call.body().length == 0 ? "{}".getBytes(UTF_8) : call.body();
    try {
      json.readTree(payload);
    } catch (IOException e) {
      throw new AwsException(
          400,
          "InvalidRequestContentException",
          "Could not parse request body into json: " + e.getMessage());
    }
    var context = call.headers().get("x-amz-client-context");
    return new Invocation(
        UUID.randomUUID().toString(),
        target.arn(),
        payload,
        call.headers().getOrDefault("x-amzn-trace-id", newTraceId(target.spec().traced())),
        context == null ? null : new String(Base64.getDecoder().decode(context), UTF_8),
        new Invocation.Trigger(call.caller().resource(), asynchronous, Instant.now()));
  }

  /** The form that the X-Ray guide describes: epoch seconds and 96 random bits, in hex. */
  private static String newTraceId(boolean sampled) {
    var random = UUID.randomUUID().toString().replace("-", "");
    return "Root=1-%08x-%s;Parent=%s;Sampled=%d"
        .formatted(
            System.currentTimeMillis() / 1000,
            random.substring(0, 24),
            random.substring(16),
            sampled ? 1 : 0);
  }

  private static void limit(AwsCall call, int bytes) {
    if (call.body().length > bytes) {
      throw new AwsException(
          413,
          "RequestTooLargeException",
          "Request must be smaller than %d bytes for the InvokeFunction operation"
              .formatted(bytes));
    }
  }

  private Target find(String text, @Nullable String qualifier) {
    var name = FunctionName.parse(text);
    if (name == null) {
      throw new AwsException(400, "ValidationException", "Not a function name: " + text);
    }
    var function = lambda.get(name.name());
    var wanted = qualifier != null ? qualifier : name.qualifier();
    if (wanted != null && !function.has(wanted)) {
      throw new AwsException(
          404,
          "ResourceNotFoundException",
          "Function not found: " + function.spec().arn() + ":" + wanted);
    }
    return new Target(function, wanted);
  }

  private static @Nullable String qualifier(@Nullable String query) {
    return query != null && query.startsWith("Qualifier=")
        ? AwsCall.decoded(query.substring("Qualifier=".length()))
        : null;
  }

  private AwsAnswer list() {
    var answer = JsonNodeFactory.instance.objectNode();
    var functions = answer.putArray("Functions");
    lambda.all().forEach(function -> functions.add(configuration(function, function.arn())));
    return json(200, answer);
  }

  private static ObjectNode describe(Target target) {
    var function = target.spec();
    var answer = JsonNodeFactory.instance.objectNode();
    answer.set("Configuration", configuration(function, target.arn()));
    answer.putObject("Code").put("RepositoryType", "Local");
    if (function.reservedConcurrency() != null) {
      answer
          .putObject("Concurrency")
          .put("ReservedConcurrentExecutions", function.reservedConcurrency());
    }
    return answer;
  }

  static ObjectNode configuration(FunctionSpec function, String arn) {
    var configuration =
        JsonNodeFactory.instance
            .objectNode()
            .put("FunctionName", function.name())
            .put("FunctionArn", arn)
            .put("Role", function.roleArn())
            .put("Handler", function.handler())
            .put("Runtime", function.runtime())
            .put("PackageType", "Zip")
            .put("MemorySize", function.memoryMb())
            .put("Timeout", function.timeout().toSeconds())
            .put("Version", function.version())
            .put("State", "Active")
            .put("LastUpdateStatus", "Successful");
    var variables = configuration.putObject("Environment").putObject("Variables");
    function.environment().forEach(variables::put);
    return configuration;
  }

  private ObjectNode changeCode(FunctionSpec function, AwsCall call) {
    var body = VersionsApi.body(call, "ZipFile");
    var zip = Base64.getDecoder().decode(body.path("ZipFile").asText());
    return configuration(lambda.redefine(function, zip), function.arn());
  }

  private static AwsException unsupported(AwsCall call) {
    return new AwsException(
        501,
        "NotImplementedException",
        "The local Lambda does not answer " + call.method() + " " + call.path());
  }

  private static AwsAnswer error(AwsException error) {
    var body =
        JsonNodeFactory.instance
            .objectNode()
            .put("Type", error.status() < 500 ? "User" : "Service")
            .put("message", error.getMessage())
            .put("Message", error.getMessage());
    var answer = json(error.status(), body);
    var headers = new HashMap<>(answer.headers());
    headers.put("x-amzn-errortype", error.code());
    return new AwsAnswer(answer.status(), headers, answer.body());
  }

  private static AwsAnswer json(int status, JsonNode body) {
    return new AwsAnswer(
        status, Map.of("content-type", "application/json"), body.toString().getBytes(UTF_8));
  }
}

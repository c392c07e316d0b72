package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import localcloud.apigateway.GatewayFailure.Type;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import org.jspecify.annotations.Nullable;

/**
 * A function's own URL (Lambda guide, "Invoking Lambda function URLs"): payload format 2.0 without
 * routes. The caller needs both {@code lambda:InvokeFunctionUrl} and {@code lambda:InvokeFunction}.
 */
final class FunctionUrl implements Api {
  private static final System.Logger LOG = System.getLogger(FunctionUrl.class.getName());

  /** As AWS answers since October 2025, for whatever reason. */
  private static final String FORBIDDEN =
      "Forbidden. For troubleshooting Function URL authorization issues, see:"
          + " https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html";

  private final ApiSettings settings;
  private final String functionArn;
  private final boolean isSigned;
  private final @Nullable Cors cors;
  private final AwsService aws;
  private final Trust trust;

  /**
   * The URL of a function.
   *
   * @param definition what {@link FunctionUrlHandler} writes: {@code functionArn}, {@code authType}
   *     and {@code cors}
   */
  FunctionUrl(ApiSettings settings, JsonNode definition, AwsService aws, Trust trust) {
    this.settings = settings;
    this.functionArn = definition.path("functionArn").asText();
    this.isSigned = definition.path("authType").asText().equals("AWS_IAM");
    this.cors = Cors.parse(definition.path("cors"));
    this.aws = aws;
    this.trust = trust;
  }

  @Override
  public ApiResponse answer(ApiRequest request) {
    if (cors != null && cors.isPreflight(request)) {
      return cors.applied(request, cors.preflight(request));
    }
    var context = RequestContext.of(request, settings);
    var id = UUID.randomUUID().toString();
    context.put("requestId", id);
    context.put("routeKey", Route.DEFAULT);
    var answer = handle(request, context);
    var whole = cors == null ? answer : cors.applied(request, answer);
    var headers = new LinkedHashMap<>(whole.headers());
    headers.put("x-amzn-RequestId", id);
    return new ApiResponse(whole.status(), headers, whole.multiValueHeaders(), whole.body());
  }

  private ApiResponse handle(ApiRequest request, Map<String, Object> context) {
    try {
      authorize(request, context);
      return invoke(request, context);
    } catch (GatewayFailure e) {
      var name = "{\"" + e.messageName() + "\":";
      var message = name + StrictJson.write(String.valueOf(e.getMessage())) + "}";
      var headers = new LinkedHashMap<>(e.headers());
      headers.put("Content-Type", "application/json");
      return new ApiResponse(e.status(), headers, message.getBytes(UTF_8));
    }
  }

  private void authorize(ApiRequest request, Map<String, Object> context) {
    var type = isSigned ? "AWS_IAM" : "NONE";
    var ofUrl = Map.of("lambda:functionurlauthtype", type);
    var ofFunction = Map.of("lambda:invokedviafunctionurl", "true");
    var key = isSigned ? caller(request) : null;
    if (!trust.callers().mayInvoke(key, "lambda:InvokeFunctionUrl", functionArn, ofUrl)
        || !trust.callers().mayInvoke(key, "lambda:InvokeFunction", functionArn, ofFunction)) {
      throw forbidden();
    }
    if (key != null) {
      IamAuthorizer.identify(key, context);
    }
  }

  private AccessKey caller(ApiRequest request) {
    if (request.header("Authorization") == null) {
      throw forbidden();
    }
    return new SignatureCheck(trust, "lambda").callerOf(request);
  }

  private static GatewayFailure forbidden() {
    return GatewayFailure.denied(FORBIDDEN);
  }

  private ApiResponse invoke(ApiRequest request, Map<String, Object> context) {
    var input = TemplateInput.ofRequest("", Map.of(), Map.of(), Map.of());
    var expressions = new Expressions(input, context, Map.of());
    var event = PayloadV2.event(new Integration.Call(request, "", Map.of(), expressions));
    var answer = send(StrictJson.write(event));
    if (answer.status() == 429) {
      return new ApiResponse(
          429, Map.of("Content-Type", "application/json"), answer.text().getBytes(UTF_8));
    }
    if (answer.isError() || answer.headers().containsKey("x-amz-function-error")) {
      return ApiResponse.text(502, "Internal Server Error");
    }
    return PayloadV2.responseOfUrl(answer.text())
        .orElseGet(() -> ApiResponse.text(502, "Internal Server Error"));
  }

  /** Who may call has been checked: the function is invoked in the account's name. */
  private AwsAnswer send(String event) {
    var administrator = "arn:aws:iam::" + settings.accountId() + ":root";
    var path = "/2015-03-31/functions/" + functionArn + "/invocations";
    var headers = Map.of("content-type", "application/json");
    try {
      return aws.answer(
          new AwsCall("lambda", administrator, "POST", path, headers, event.getBytes(UTF_8)));
    } catch (AwsException e) {
      LOG.log(System.Logger.Level.WARNING, "The function behind a URL was not invoked", e);
      var error = StrictJson.write(Map.of("message", String.valueOf(e.getMessage())));
      return new AwsAnswer(e.status(), Map.of(), error.getBytes(UTF_8));
    }
  }

  @Override
  public ApiResponse refuse(ApiRequest request, Type type, String message) {
    return ApiResponse.json(type.status, "{\"message\":" + StrictJson.write(message) + "}");
  }
}

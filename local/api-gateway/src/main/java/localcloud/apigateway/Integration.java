package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import localcloud.aws.AwsService;

/** What is behind a method: {@code x-amazon-apigateway-integration}. */
interface Integration {

  /** Answers a request that is authorized and valid. */
  ApiResponse answer(Call call);

  /** Whether a body of a binary media type is handed over in base64. */
  default boolean takesBase64() {
    return false;
  }

  /** One request on its way through an integration. */
  record Call(
      ApiRequest request,
      String resourcePath,
      Map<String, String> pathParameters,
      Expressions expressions) {}

  /**
   * Reads the extension.
   *
   * @param method the OpenAPI operation, which declares the method responses
   */
  static Integration parse(JsonNode method, String pointer, AwsService aws, BinaryMedia binary) {
    var at = pointer + "/x-amazon-apigateway-integration";
    var node = method.path("x-amazon-apigateway-integration");
    if (node.isMissingNode()) {
      throw new UnsupportedDefinitionException(at, "missing");
    }
    Properties.only(
        node,
        at,
        "type",
        "uri",
        "httpMethod",
        "connectionType",
        "contentHandling",
        "credentials",
        "requestParameters",
        "requestTemplates",
        "passthroughBehavior",
        "timeoutInMillis",
        "responses");
    return ofType(method, node, at, aws, binary);
  }

  private static Integration ofType(
      JsonNode method, JsonNode node, String at, AwsService aws, BinaryMedia binary) {
    return switch (node.path("type").asText().toLowerCase(Locale.ROOT)) {
      case "mock" -> MappedIntegration.parse(method, node, at, new MockBackend());
      case "aws" -> MappedIntegration.parse(method, node, at, AwsBackend.parse(node, at, aws));
      case "aws_proxy" -> new LambdaProxyIntegration(AwsBackend.parse(node, at, aws), binary);
      case "http" ->
          MappedIntegration.parse(
              method, node, at, new HttpBackend(HttpEndpoint.parse(node, at).withoutAny(at)));
      case "http_proxy" ->
          new HttpProxyIntegration(
              HttpEndpoint.parse(node, at), MappedIntegration.requestParameters(node, at), false);
      default ->
          throw new UnsupportedDefinitionException(
              at + "/type", "only aws, aws_proxy, http, http_proxy and mock are supported");
    };
  }
}

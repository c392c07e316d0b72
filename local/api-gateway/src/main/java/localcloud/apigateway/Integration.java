package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import localcloud.aws.AwsService;

/** What is behind a method: {@code x-amazon-apigateway-integration}. */
interface Integration {

  /** Answers a request that is authorized and valid. */
  ApiResponse answer(Call call);

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
  static Integration parse(JsonNode method, String pointer, AwsService aws) {
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
        "credentials",
        "requestParameters",
        "requestTemplates",
        "passthroughBehavior",
        "timeoutInMillis",
        "responses");
    return switch (node.path("type").asText().toLowerCase(Locale.ROOT)) {
      case "mock" -> MappedIntegration.parse(method, node, at, new MockBackend());
      case "aws" -> MappedIntegration.parse(method, node, at, AwsBackend.parse(node, at, aws));
      case "aws_proxy" -> new LambdaProxyIntegration(AwsBackend.parse(node, at, aws));
      default ->
          throw new UnsupportedDefinitionException(
              at + "/type", "only aws, aws_proxy and mock are supported");
    };
  }
}

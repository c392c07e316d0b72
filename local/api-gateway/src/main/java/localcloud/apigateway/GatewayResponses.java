package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import localcloud.apigateway.GatewayFailure.Type;
import org.jspecify.annotations.Nullable;

/** The answers that API Gateway gives by itself: {@code x-amazon-apigateway-gateway-responses}. */
final class GatewayResponses {
  private static final String EXTENSION = "x-amazon-apigateway-gateway-responses";
  private static final String DEFAULT_TEMPLATE = "{\"message\":$context.error.messageString}";
  private static final String HEADER = "gatewayresponse.header.";

  static final GatewayResponses NONE = new GatewayResponses(Map.of());

  private final Map<Type, Definition> definitions;

  private GatewayResponses(Map<Type, Definition> definitions) {
    this.definitions = definitions;
  }

  private record Definition(
      @Nullable Integer status, Map<String, String> headers, String contentType, String template) {}

  static GatewayResponses parse(JsonNode openApi) {
    var definitions = new EnumMap<Type, Definition>(Type.class);
    openApi
        .path(EXTENSION)
        .properties()
        .forEach(
            entry -> {
              var pointer = "/" + EXTENSION + "/" + entry.getKey();
              definitions.put(type(entry.getKey(), pointer), definition(entry.getValue(), pointer));
            });
    return new GatewayResponses(definitions);
  }

  /** The answer of the failure's type; {@code $context.error} is set for the template. */
  ApiResponse answer(GatewayFailure failure, Expressions expressions) {
    expressions.context().put("error", error(failure));
    var definition = definition(failure);
    var headers = new LinkedHashMap<String, String>();
    headers.put("Content-Type", definition.contentType());
    headers.putAll(failure.headers());
    definition
        .headers()
        .forEach(
            (name, expression) -> {
              var value = expressions.value(expression, Map.of());
              if (value != null) {
                headers.put(name, value);
              }
            });
    var status = definition.status() != null ? definition.status() : failure.status();
    return new ApiResponse(
        status, headers, expressions.substitute(definition.template()).getBytes(UTF_8));
  }

  private static Map<String, @Nullable Object> error(GatewayFailure failure) {
    var message = failure.getMessage();
    var error = new LinkedHashMap<String, @Nullable Object>();
    error.put("message", message);
    error.put("messageString", message == null ? "null" : StrictJson.write(message));
    error.put("responseType", failure.type().name());
    error.put("validationErrorString", failure.validationError());
    return error;
  }

  private Definition definition(GatewayFailure failure) {
    var type = failure.type();
    var own = definitions.get(type);
    if (own == null && type != Type.REQUEST_TOO_LARGE) {
      own = definitions.get(type.status < 500 ? Type.DEFAULT_4XX : Type.DEFAULT_5XX);
    }
    if (own != null) {
      return own;
    }
    var template = DEFAULT_TEMPLATE.replace("message\"", failure.messageName() + "\"");
    return new Definition(null, Map.of(), "application/json", template);
  }

  private static Type type(String name, String pointer) {
    if (name.equals(Type.REQUEST_TOO_LARGE.name())) {
      throw new UnsupportedDefinitionException(
          pointer, "API Gateway does not let its answer 413 be changed");
    }
    try {
      return Type.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new UnsupportedDefinitionException(pointer, "unknown gateway response type");
    }
  }

  private static Definition definition(JsonNode node, String pointer) {
    Properties.only(node, pointer, "statusCode", "responseParameters", "responseTemplates");
    var headers = new LinkedHashMap<String, String>();
    for (var parameter : node.path("responseParameters").properties()) {
      if (!parameter.getKey().startsWith(HEADER)
          || !Expressions.isKnown(parameter.getValue().asText())) {
        throw new UnsupportedDefinitionException(
            pointer + "/responseParameters/" + parameter.getKey(), "not a header mapping");
      }
      headers.put(parameter.getKey().substring(HEADER.length()), parameter.getValue().asText());
    }
    var templates = node.path("responseTemplates");
    var contentType =
        templates.has("application/json") || templates.isEmpty()
            ? "application/json"
            : templates.fieldNames().next();
    return new Definition(
        node.has("statusCode") ? node.get("statusCode").asInt() : null,
        headers,
        contentType,
        templates.path(contentType).asText(DEFAULT_TEMPLATE));
  }
}

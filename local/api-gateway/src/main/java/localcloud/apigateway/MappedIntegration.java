package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import localcloud.apigateway.GatewayFailure.Type;
import localcloud.aws.AwsAnswer;

/** An integration with mapping templates on both sides (types {@code aws} and {@code mock}). */
final class MappedIntegration implements Integration {
  private final Backend backend;
  private final Map<String, String> requestParameters;
  private final Map<String, MappingTemplate> requestTemplates;
  private final String passthrough;
  private final List<IntegrationResponse> responses;
  private final boolean takesBase64;

  private MappedIntegration(
      Backend backend,
      Map<String, String> requestParameters,
      Map<String, MappingTemplate> requestTemplates,
      String passthrough,
      List<IntegrationResponse> responses,
      boolean takesBase64) {
    this.backend = backend;
    this.requestParameters = requestParameters;
    this.requestTemplates = requestTemplates;
    this.passthrough = passthrough;
    this.responses = responses;
    this.takesBase64 = takesBase64;
  }

  static MappedIntegration parse(JsonNode method, JsonNode node, String pointer, Backend backend) {
    var parameters = requestParameters(node, pointer);
    var passthrough =
        node.path("passthroughBehavior").asText("when_no_match").toLowerCase(Locale.ROOT);
    if (!List.of("never", "when_no_match", "when_no_templates").contains(passthrough)) {
      throw new UnsupportedDefinitionException(pointer + "/passthroughBehavior", "unknown");
    }
    return new MappedIntegration(
        backend,
        parameters,
        templates(node.path("requestTemplates"), pointer + "/requestTemplates"),
        passthrough,
        responses(method, node, pointer + "/responses"),
        isText(node, pointer));
  }

  private static boolean isText(JsonNode node, String pointer) {
    var handling = node.path("contentHandling").asText();
    if (!handling.isEmpty() && !handling.equals("CONVERT_TO_TEXT")) {
      throw new UnsupportedDefinitionException(
          pointer + "/contentHandling", "only CONVERT_TO_TEXT is supported");
    }
    return !handling.isEmpty();
  }

  @Override
  public boolean takesBase64() {
    return takesBase64;
  }

  /** API Gateway keeps integration responses by their status code: of two, one is lost. */
  private static List<IntegrationResponse> responses(
      JsonNode method, JsonNode node, String pointer) {
    var responses = new LinkedHashMap<Integer, IntegrationResponse>();
    for (var entry : node.path("responses").properties()) {
      var at = pointer + "/" + Properties.escape(entry.getKey());
      var response = IntegrationResponse.parse(entry.getKey(), entry.getValue(), method, at);
      var twin = responses.put(response.status(), response);
      if (twin != null) {
        throw new UnsupportedDefinitionException(
            at + "/statusCode",
            "%s and %s of %s both answer %d; API Gateway keeps one integration response for a status code"
                .formatted(
                    twin.pattern(),
                    entry.getKey(),
                    method.path("operationId").asText("this method"),
                    response.status()));
      }
    }
    return List.copyOf(responses.values());
  }

  static Map<String, String> requestParameters(JsonNode node, String pointer) {
    var parameters = Properties.texts(node.path("requestParameters"));
    parameters.forEach(
        (name, expression) -> {
          if (!name.matches("integration\\.request\\.(header|querystring|path)\\..+")
              || !Expressions.isKnown(expression)) {
            throw new UnsupportedDefinitionException(
                pointer + "/requestParameters/" + name, "not a parameter mapping");
          }
        });
    return parameters;
  }

  static Map<String, MappingTemplate> templates(JsonNode node, String pointer) {
    var templates = new LinkedHashMap<String, MappingTemplate>();
    Properties.texts(node)
        .forEach(
            (mediaType, text) -> {
              try {
                templates.put(mediaType.toLowerCase(Locale.ROOT), MappingTemplate.parse(text));
              } catch (IllegalArgumentException e) {
                throw new UnsupportedDefinitionException(
                    pointer + "/" + Properties.escape(mediaType), String.valueOf(e.getMessage()));
              }
            });
    return templates;
  }

  @Override
  public ApiResponse answer(Call call) {
    var body = requestBody(call);
    var answer = backend.send(mapped(call, body));
    var value = backend.selectionValue(answer);
    return responses.stream()
        .filter(response -> response.matches(value))
        .findFirst()
        .or(() -> responses.stream().filter(IntegrationResponse::isDefault).findFirst())
        .orElseThrow(() -> GatewayFailure.internal(Type.API_CONFIGURATION_ERROR))
        .answer(call, answer);
  }

  private String requestBody(Call call) {
    var mediaType = MediaType.of(call.request());
    var template = requestTemplates.get(mediaType);
    if (template != null) {
      return render(template, call.expressions());
    }
    var pass =
        passthrough.equals("when_no_match")
            || passthrough.equals("when_no_templates") && requestTemplates.isEmpty();
    if (!pass) {
      throw new GatewayFailure(Type.UNSUPPORTED_MEDIA_TYPE, "Unsupported Media Type");
    }
    return call.expressions().input().getBody();
  }

  static String render(MappingTemplate template, Expressions expressions) {
    try {
      return template.render(
          expressions.input(), expressions.context(), expressions.stageVariables());
    } catch (MalformedJsonException e) {
      throw new GatewayFailure(Type.BAD_REQUEST_BODY, "Could not parse request body into json");
    }
  }

  private Backend.Mapped mapped(Call call, String body) {
    var places = new LinkedHashMap<String, Map<String, String>>();
    for (var place : List.of("header", "querystring", "path")) {
      var values = new LinkedHashMap<String, String>();
      var prefix = "integration.request." + place + ".";
      requestParameters.forEach(
          (name, expression) -> {
            var value =
                name.startsWith(prefix) ? call.expressions().value(expression, Map.of()) : null;
            if (value != null) {
              values.put(name.substring(prefix.length()), value);
            }
          });
      values.putAll(overrides(call.expressions().context(), "requestOverride", place));
      places.put(place, values);
    }
    return new Backend.Mapped(
        body,
        places.getOrDefault("header", Map.of()),
        places.getOrDefault("querystring", Map.of()),
        places.getOrDefault("path", Map.of()));
  }

  /** The overrides that a template has set, as text. */
  static Map<String, String> overrides(Map<String, Object> context, String kind, String place) {
    var overrides = new LinkedHashMap<String, String>();
    if (context.get(kind) instanceof Map<?, ?> places
        && places.get(place) instanceof Map<?, ?> values) {
      values.forEach((name, value) -> overrides.put(name.toString(), String.valueOf(value)));
    }
    return overrides;
  }

  /** {@code x-amazon-apigateway-integration.responses}: one entry. */
  record IntegrationResponse(
      String pattern,
      int status,
      Map<String, String> parameters,
      Map<String, MappingTemplate> templates) {

    private static final String HEADER = "method.response.header.";

    static IntegrationResponse parse(
        String pattern, JsonNode node, JsonNode method, String pointer) {
      Properties.only(node, pointer, "statusCode", "responseParameters", "responseTemplates");
      var status = node.path("statusCode").asText();
      var declared = method.path("responses").path(status);
      if (declared.isMissingNode()) {
        throw new UnsupportedDefinitionException(
            pointer + "/statusCode", "the method declares no response " + status);
      }
      return new IntegrationResponse(
          pattern,
          Integer.parseInt(status),
          headers(node, declared, pointer),
          MappedIntegration.templates(
              node.path("responseTemplates"), pointer + "/responseTemplates"));
    }

    private static Map<String, String> headers(JsonNode node, JsonNode declared, String pointer) {
      var parameters = Properties.texts(node.path("responseParameters"));
      parameters.forEach(
          (name, expression) -> {
            if (!name.startsWith(HEADER) || !Expressions.isKnown(expression)) {
              throw new UnsupportedDefinitionException(
                  pointer + "/responseParameters/" + name, "not a header mapping");
            }
            if (!declared.path("headers").has(name.substring(HEADER.length()))) {
              throw new UnsupportedDefinitionException(
                  pointer + "/responseParameters/" + name,
                  declared.has("$ref")
                      ? "API Gateway imports the headers of no $ref: write the response out"
                      : "the method's response declares no such header");
            }
          });
      return parameters;
    }

    boolean isDefault() {
      return pattern.equals("default") || pattern.isEmpty();
    }

    boolean matches(String value) {
      return !isDefault() && value.matches(pattern);
    }

    ApiResponse answer(Call call, AwsAnswer answer) {
      var request = call.expressions();
      var expressions =
          new Expressions(
              request.input().withResponse(answer.text()),
              request.context(),
              request.stageVariables());
      var mediaType = mediaType(call.request());
      var template = templates.get(mediaType);
      var body = template == null ? answer.text() : render(template, expressions);
      var headers = new LinkedHashMap<String, String>();
      headers.put("Content-Type", mediaType);
      parameters.forEach(
          (name, expression) -> {
            var value = expressions.value(expression, answer.headers());
            if (value != null) {
              put(headers, name.substring(HEADER.length()), value);
            }
          });
      overrides(request.context(), "responseOverride", "header")
          .forEach((name, value) -> put(headers, name, value));
      return new ApiResponse(status(request.context()), headers, body.getBytes(UTF_8));
    }

    /** The template that the client accepts, else JSON, else the first. */
    private String mediaType(ApiRequest request) {
      var accept = String.valueOf(request.header("Accept")).toLowerCase(Locale.ROOT);
      return templates.keySet().stream()
          .filter(accept::contains)
          .findFirst()
          .orElseGet(
              () ->
                  templates.isEmpty() || templates.containsKey("application/json")
                      ? "application/json"
                      : templates.keySet().iterator().next());
    }

    private int status(Map<String, Object> context) {
      if (context.get("responseOverride") instanceof Map<?, ?> overrides
          && overrides.get("status") != null) {
        var text = String.valueOf(overrides.get("status"));
        if (text.matches("[1-5][0-9]{2}")) {
          return Integer.parseInt(text);
        }
      }
      return status;
    }

    private static void put(Map<String, String> headers, String name, String value) {
      headers.keySet().removeIf(name::equalsIgnoreCase);
      headers.put(name, value);
    }
  }
}

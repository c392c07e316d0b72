package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import localcloud.apigateway.GatewayFailure.Type;
import localcloud.aws.AwsService;
import org.jspecify.annotations.Nullable;

/** One method of one resource of the API. */
record Method(
    Route route,
    @Nullable Authorizer authorizer,
    boolean needsApiKey,
    List<RequiredParameter> requiredParameters,
    @Nullable BodyValidator bodyValidator,
    Integration integration) {

  record RequiredParameter(String place, String name) {}

  /** All methods, the most specific first. */
  static List<Method> parse(
      JsonNode openApi, SecuritySchemes schemes, AwsService aws, DefinitionProblems problems) {
    var methods = new ArrayList<Method>();
    for (var path : openApi.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        var pointer = "/paths/" + Properties.escape(path.getKey()) + "/" + operation.getKey();
        problems.within(
            () -> {
              if (Route.isMethod(operation.getKey())) {
                methods.add(parse(openApi, path.getKey(), operation, pointer, schemes, aws));
              } else if (!List.of("summary", "description").contains(operation.getKey())) {
                throw new UnsupportedDefinitionException(pointer, "not supported");
              }
            });
      }
    }
    methods.sort(Comparator.comparing(Method::route, Route.MOST_SPECIFIC_FIRST));
    return methods;
  }

  private static Method parse(
      JsonNode openApi,
      String path,
      Map.Entry<String, JsonNode> operation,
      String pointer,
      SecuritySchemes schemes,
      AwsService aws) {
    var node = operation.getValue();
    var validator = validator(openApi, node, pointer);
    return new Method(
        Route.of(path, operation.getKey()),
        schemes.of(node, pointer),
        schemes.needApiKey(node),
        validator.path("validateRequestParameters").asBoolean()
            ? requiredParameters(node, pointer)
            : List.of(),
        validator.path("validateRequestBody").asBoolean()
            ? BodyValidator.parse(openApi, node, pointer)
            : null,
        Integration.parse(node, pointer, aws, BinaryMedia.parse(openApi)));
  }

  private static JsonNode validator(JsonNode openApi, JsonNode method, String pointer) {
    var property = "x-amazon-apigateway-request-validator";
    var name = method.path(property).asText(openApi.path(property).asText());
    var validator = openApi.path("x-amazon-apigateway-request-validators").path(name);
    if (!name.isEmpty() && validator.isMissingNode()) {
      throw new UnsupportedDefinitionException(pointer + "/" + property, "no validator " + name);
    }
    return validator;
  }

  private static List<RequiredParameter> requiredParameters(JsonNode method, String pointer) {
    var required = new ArrayList<RequiredParameter>();
    for (var parameter : method.path("parameters")) {
      if (parameter.has("$ref")) {
        throw new UnsupportedDefinitionException(pointer + "/parameters", "$ref is not supported");
      }
      if (parameter.path("required").asBoolean()) {
        required.add(
            new RequiredParameter(parameter.path("in").asText(), parameter.path("name").asText()));
      }
    }
    return required;
  }

  /** Checks what the request validator is set to check. */
  void validate(ApiRequest request, TemplateInput input) {
    var missing =
        requiredParameters.stream()
            .filter(parameter -> isMissing(parameter, input))
            .map(RequiredParameter::name)
            .toList();
    if (!missing.isEmpty()) {
      throw new GatewayFailure(
          Type.BAD_REQUEST_PARAMETERS,
          "Missing required request parameters: [" + String.join(", ", missing) + "]");
    }
    if (bodyValidator != null) {
      bodyValidator.validate(MediaType.of(request), input.getBody());
    }
  }

  private static boolean isMissing(RequiredParameter parameter, TemplateInput input) {
    var place = parameter.place().equals("query") ? "querystring" : parameter.place();
    var values = input.params().get(place);
    return values != null && values.getOrDefault(parameter.name(), "").isEmpty();
  }
}

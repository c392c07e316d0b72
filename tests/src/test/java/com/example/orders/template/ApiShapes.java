package com.example.orders.template;

import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** What of an API's description only AWS can prove. */
record ApiShapes(JsonNode body) {
  private static final String INTEGRATION = "x-amazon-apigateway-integration";
  private static final Pattern URI =
      Pattern.compile("arn:[^:]+:apigateway:[^:]*:([^:]+):(path|action)/(.*)");
  private static final Set<String> ANNOTATIONS =
      Set.of("description", "title", "example", "properties", "items", "type");

  /** What Velocity and API Gateway's own variables offer, in the order in which they are sought. */
  private static final Map<String, Pattern> TEMPLATES =
      Map.of(
          "$util.%s()", Pattern.compile("\\$!?\\{?util\\.(\\w+)"),
          "$input.%s()", Pattern.compile("\\$!?\\{?input\\.(\\w+)"),
          "a value's .%s()", Pattern.compile("(?<!\\butil|\\binput)\\.(\\w+)\\("),
          "#%s", Pattern.compile("#(set|if|elseif|else|end|foreach|macro|define|break|stop)\\b"),
          "$foreach.%s", Pattern.compile("\\$foreach\\.(\\w+)"),
          "$context.%s", Pattern.compile("\\$!?\\{?context\\.(?!\\w+Override)([\\w.]+\\w)"));

  private static final Pattern OVERRIDE =
      Pattern.compile("(#set\\(\\s*)?\\$!?\\{?context\\.(\\w+Override\\.\\w+)(\\.[\\w-]+)?");

  static ApiShapes of(Resource api) {
    return new ApiShapes(api.at("/Body"));
  }

  void collect(BiConsumer<String, String> shapes) {
    for (var path : body.path("paths")) {
      for (var method : path) {
        integration(method.path(INTEGRATION), shapes);
      }
    }
    extensions(body, shapes);
    for (var scheme : body.at("/components/securitySchemes")) {
      shapes.accept("API", "security: " + scheme.path("x-amazon-apigateway-authtype").asText());
    }
    for (var schema : body.at("/components/schemas")) {
      schema(schema, shapes);
    }
    for (var response : body.path("x-amazon-apigateway-gateway-responses").properties()) {
      gatewayResponse(response.getKey(), response.getValue(), shapes);
    }
  }

  private static void integration(JsonNode integration, BiConsumer<String, String> shapes) {
    var uri = URI.matcher(integration.path("uri").asText());
    var of = integration.path("type").asText();
    if (uri.matches()) {
      var target = uri.group(2).equals("action") ? "action/" + uri.group(3) : uri.group(2);
      of += " " + uri.group(1) + ":" + target;
    }
    shapes.accept("API integrations", of);
    for (var name : List.of("passthroughBehavior", "timeoutInMillis", "contentHandling")) {
      if (integration.has(name)) {
        shapes.accept(
            "API integrations",
            "%s: %s %s"
                .formatted(
                    integration.path("type").asText(), name, integration.path(name).asText()));
      }
    }
    var type = integration.path("type").asText();
    for (var parameter : integration.path("requestParameters").properties()) {
      shapes.accept("API integrations", type + ": sets " + parameter.getKey());
    }
    for (var template : integration.path("requestTemplates")) {
      template(type + " request", template.asText(), shapes);
    }
    for (var response : integration.path("responses").properties()) {
      shapes.accept("API integrations", type + ": selects responses by " + response.getKey());
      for (var parameter : response.getValue().path("responseParameters").properties()) {
        shapes.accept("API integrations", type + ": sets " + parameter.getKey());
      }
      for (var template : response.getValue().path("responseTemplates")) {
        template(type + " response", template.asText(), shapes);
      }
    }
  }

  private static void template(String where, String text, BiConsumer<String, String> shapes) {
    TEMPLATES.forEach(
        (format, pattern) ->
            AwsShapes.each(
                pattern, text, format, shape -> shapes.accept("Mapping templates", shape)));
    OVERRIDE
        .matcher(text)
        .results()
        .forEach(
            match ->
                shapes.accept(
                    "Mapping templates",
                    "%s %s $context.%s%s"
                        .formatted(
                            where,
                            match.group(1) == null ? "reads" : "sets",
                            match.group(2),
                            match.group(3) == null ? "" : match.group(3))));
  }

  private static void extensions(JsonNode node, BiConsumer<String, String> shapes) {
    for (var property : node.properties()) {
      if (property.getKey().startsWith("x-amazon-")) {
        shapes.accept("API", property.getKey());
      }
      extensions(property.getValue(), shapes);
    }
    if (node.isArray()) {
      node.forEach(element -> extensions(element, shapes));
    }
  }

  private static void schema(JsonNode schema, BiConsumer<String, String> shapes) {
    for (var keyword : schema.properties()) {
      if (!ANNOTATIONS.contains(keyword.getKey())) {
        shapes.accept("API", "schema: " + keyword.getKey());
      }
      if (keyword.getKey().equals("pattern")) {
        var pattern = keyword.getValue().asText();
        if (pattern.contains("(?")) {
          shapes.accept("API", "schema: pattern with a lookahead");
        }
        if (pattern.contains("\\u")) {
          shapes.accept("API", "schema: pattern with \\u");
        }
      }
    }
    schema.path("properties").forEach(property -> schema(property, shapes));
    if (schema.has("items")) {
      schema(schema.path("items"), shapes);
    }
  }

  private static void gatewayResponse(
      String type, JsonNode response, BiConsumer<String, String> shapes) {
    var status = response.has("statusCode") ? " as " + response.path("statusCode").asText() : "";
    shapes.accept("Gateway responses", type + status);
    for (var parameter : response.path("responseParameters").properties()) {
      shapes.accept("Gateway responses", "sets " + parameter.getKey());
    }
    for (var template : response.path("responseTemplates").properties()) {
      shapes.accept("Gateway responses", "template for " + template.getKey());
      AwsShapes.each(
          Pattern.compile("\\$!?\\{?(context\\.[\\w.]+\\w)"),
          template.getValue().asText(),
          "$%s",
          shape -> shapes.accept("Gateway responses", shape));
    }
  }
}

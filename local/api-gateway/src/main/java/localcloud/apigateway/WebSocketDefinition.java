package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.stream.Collectors;
import localcloud.resources.Resource;

/**
 * Makes one document of a WebSocket API and its parts: {@code routeSelectionExpression}, and {@code
 * routes} by their keys with {@code uri}, {@code credentials} and {@code timeoutInMillis}.
 */
final class WebSocketDefinition {
  private static final String EXPRESSION = "RouteSelectionExpression";

  private WebSocketDefinition() {}

  /** Reads the API, and refuses what AWS or the local cloud would not serve. */
  static JsonNode of(Resource api) {
    var given = api.properties();
    given.forbid("Body", "is of HTTP APIs only");
    if (given.text("Name", "").isEmpty()) {
      given.refuse("Name", "is missing", "a WebSocket API needs it");
    }
    var expression = given.text(EXPRESSION, "");
    if (!new RouteSelection(expression).isSupported()) {
      given.refuse(EXPRESSION, "is " + expression, "write $request.body. and a path");
    }
    var definition = JsonNodeFactory.instance.objectNode();
    definition.put("routeSelectionExpression", expression);
    var routes = definition.putObject("routes");
    var integrations =
        api.parts().ofType(WebSocketPart.INTEGRATION).stream()
            .collect(Collectors.toMap(part -> "integrations/" + part.ref(), part -> part));
    for (var route : api.parts().ofType(WebSocketPart.ROUTE)) {
      add(route, integrations, routes);
    }
    // aws/serverless-application-model #2512
    api.parts()
        .refuseTooEarly(
            WebSocketPart.DEPLOYMENT,
            WebSocketPart.ROUTE,
            "At least one route is required before deploying the Api");
    stages(api);
    return definition;
  }

  private static void add(Resource route, Map<String, Resource> integrations, ObjectNode routes) {
    var properties = route.properties();
    var key = properties.text("RouteKey", "");
    if (routes.has(key)) { // as AWS says
      properties.refuse("RouteKey", "Route with key " + key + " already exists", "take one out");
    }
    var integration = integrations.get(properties.text("Target", ""));
    if (integration == null) {
      properties.refuse("Target", "is no integration of this API", "name one with !Ref");
      return;
    }
    var from = integration.properties();
    var written = routes.putObject(key).put("uri", from.text("IntegrationUri", ""));
    var role = from.text("CredentialsArn");
    if (role != null) {
      written.put("credentials", role);
    }
    var timeout = from.text("TimeoutInMillis");
    if (timeout != null) {
      written.put("timeoutInMillis", Integer.parseInt(timeout));
    }
  }

  /** A stage without a deployment answers nobody. */
  private static void stages(Resource api) {
    for (var stage : api.parts().ofType(StageHandler.HTTP)) {
      var properties = stage.properties();
      if (!properties.flag("AutoDeploy", false) && !properties.has("DeploymentId")) {
        properties.refuse("", "has no deployment", "write AutoDeploy: true, or DeploymentId");
      }
      if (properties.text("StageName", "").startsWith("$")) {
        properties.refuse("StageName", "$default is of HTTP APIs only", "write another name");
      }
    }
  }
}

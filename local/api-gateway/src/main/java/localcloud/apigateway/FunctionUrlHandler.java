package localcloud.apigateway;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import localcloud.apigateway.ApiHost.Kind;
import localcloud.apigateway.ApiHost.Served;
import localcloud.resources.Identity;
import localcloud.resources.Properties;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::Lambda::Url}: a function's own URL, on a port of its own. */
public final class FunctionUrlHandler implements ResourceHandler {
  private static final ResourceType TYPE =
      ResourceType.of("AWS::Lambda::Url")
          .ref(FunctionUrlHandler::arn)
          .attribute("FunctionArn", FunctionUrlHandler::arn)
          .attribute(
              "FunctionUrl",
              id -> "https://%s.lambda-url.%s.on.aws/".formatted(id.hash(32), id.region()))
          .required("TargetFunctionArn", "AuthType")
          .applied("TargetFunctionArn", "AuthType", "Qualifier", "InvokeMode")
          .applied("Cors.AllowCredentials", "Cors.AllowHeaders", "Cors.AllowMethods")
          .applied("Cors.AllowOrigins", "Cors.ExposeHeaders", "Cors.MaxAge")
          .build();

  /** Of a function's name or ARN, with the qualifier if it has one. */
  private static String arn(Identity id) {
    return arn(id.text("TargetFunctionArn"), id.text("Qualifier"), id.arn("lambda", "function:"));
  }

  private static String arn(String function, String qualifier, String prefix) {
    var arn = function.startsWith("arn:") ? function : prefix + function;
    return qualifier.isEmpty() ? arn : arn + ":" + qualifier;
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource url) {
    var given = url.properties();
    var function = given.text("TargetFunctionArn", "");
    var qualifier = given.text("Qualifier", "");
    var definition = JsonNodeFactory.instance.objectNode();
    definition.put("authType", given.oneOf("AuthType", "NONE", "NONE", "AWS_IAM"));
    if (!given.text("InvokeMode", "BUFFERED").equals("BUFFERED")) {
      given.refuse("InvokeMode", "responses are not streamed locally", "write BUFFERED");
    }
    if (given.has("Cors")) {
      cors(given.object("Cors"), definition.putObject("cors"));
    }
    return provision -> {
      definition.put("functionArn", arn(function, qualifier, provision.arn("lambda", "function:")));
      var stage = new StageSettings("$default", Map.of(), Map.of());
      var id = provision.accountId(url.logicalId());
      var served =
          new Served(
              Kind.FUNCTION_URL,
              id,
              requireNonNull(url.attributes().get("FunctionUrl")),
              stage,
              definition);
      provision.whenComplete(() -> provision.get(ApiHost.class).open(served));
    };
  }

  private static void cors(Properties given, ObjectNode cors) {
    for (var name : List.of("AllowHeaders", "AllowMethods", "AllowOrigins", "ExposeHeaders")) {
      var values = cors.putArray(Character.toLowerCase(name.charAt(0)) + name.substring(1));
      given.texts(name).forEach(values::add);
    }
    cors.put("allowCredentials", given.flag("AllowCredentials", false));
    var age = given.number("MaxAge", 0, 86_400); // API reference, Cors
    if (age != null) {
      cors.put("maxAge", age);
    }
  }
}

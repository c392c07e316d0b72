package localcloud.sam;

import static localcloud.sam.Json.array;
import static localcloud.sam.Json.copy;
import static localcloud.sam.Json.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The security schemes that SAM makes of {@code Auth.Authorizers}. */
final class SamAuthorizers {
  private static final String EXTENSION = "x-amazon-apigateway-authorizer";
  private static final List<String> SOURCES =
      List.of("Headers", "QueryStrings", "StageVariables", "Context");

  private SamAuthorizers() {}

  /** Of a REST API: a user pool's, or a function's. */
  static ObjectNode rest(String name, JsonNode given) {
    var isFunction = !given.has("UserPoolArn");
    var isRequest = isFunction && given.path("FunctionPayloadType").asText().equals("REQUEST");
    var header = given.at("/Identity/Header").asText("Authorization");
    var scheme = scheme(isRequest ? "Unused" : header);
    scheme.put("x-amazon-apigateway-authtype", isFunction ? "custom" : "cognito_user_pools");
    var authorizer = isFunction ? function(name, given, isRequest) : userPool(given);
    if (!isRequest) {
      copy(given.path("Identity"), authorizer, "ValidationExpression>identityValidationExpression");
    }
    scheme.set(EXTENSION, authorizer);
    return scheme;
  }

  private static ObjectNode scheme(String header) {
    return object("type", "apiKey", "name", header, "in", "header");
  }

  private static ObjectNode userPool(JsonNode given) {
    var arns = given.get("UserPoolArn");
    return object(
        "type",
        "cognito_user_pools",
        "providerARNs",
        arns instanceof ArrayNode many ? many : array(arns));
  }

  private static ObjectNode function(String name, JsonNode given, boolean isRequest) {
    var type = given.path("FunctionPayloadType").asText("TOKEN");
    if (!type.equals("TOKEN") && !type.equals("REQUEST")) {
      throw new TemplateException(
          "authorizer %s: FunctionPayloadType %s is neither TOKEN nor REQUEST"
              .formatted(name, type));
    }
    var authorizer = object("type", type.toLowerCase(Locale.ROOT));
    invocation(name, given, authorizer);
    var sources = sources(given, "method.request.header.", "method.request.querystring.", "");
    if (isRequest && sources.isEmpty() && isKept(given)) {
      throw new TemplateException(
          "authorizer " + name + ": Identity needs at least one of " + String.join(", ", SOURCES));
    }
    if (isRequest && !sources.isEmpty()) {
      authorizer.put("identitySource", String.join(", ", sources));
    }
    return authorizer;
  }

  private static boolean isKept(JsonNode given) {
    return given.at("/Identity/ReauthorizeEvery").asInt(1) > 0;
  }

  private static void invocation(String name, JsonNode given, ObjectNode authorizer) {
    if (!given.has("FunctionArn")) {
      throw new TemplateException("authorizer " + name + " needs FunctionArn");
    }
    var uri =
        array(
            "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
                + "${__FunctionArn__}/invocations",
            object("__FunctionArn__", given.get("FunctionArn")));
    authorizer.set("authorizerUri", object("Fn::Sub", uri));
    copy(given.path("Identity"), authorizer, "ReauthorizeEvery>authorizerResultTtlInSeconds");
    if (!given.path("FunctionInvokeRole").asText().equals("NONE")) {
      copy(given, authorizer, "FunctionInvokeRole>authorizerCredentials");
    }
  }

  private static List<String> sources(
      JsonNode given, String header, String parameter, String variable) {
    var prefixes = List.of(header, parameter, variable + "stageVariables.", variable + "context.");
    var sources = new ArrayList<String>();
    for (var i = 0; i < SOURCES.size(); i++) {
      for (var name : given.path("Identity").path(SOURCES.get(i))) {
        sources.add(prefixes.get(i) + name.asText());
      }
    }
    return sources;
  }

  /** Of an HTTP API: one for JSON Web Tokens, or a function's. */
  static ObjectNode http(String name, JsonNode given) {
    if (given.has("JwtConfiguration")) {
      return jwt(given);
    }
    if (!given.has("AuthorizerPayloadFormatVersion")) {
      throw new TemplateException("authorizer " + name + " needs AuthorizerPayloadFormatVersion");
    }
    var authorizer = object("type", "request");
    invocation(name, given, authorizer);
    if (given.path("Identity").isObject() && !given.path("Identity").isEmpty()) {
      var sources = sources(given, "$request.header.", "$request.querystring.", "$");
      authorizer.set("identitySource", array(sources.toArray()));
    }
    copy(given, authorizer, "AuthorizerPayloadFormatVersion>authorizerPayloadFormatVersion");
    if (given.path("EnableSimpleResponses").asBoolean()) {
      copy(given, authorizer, "EnableSimpleResponses>enableSimpleResponses");
    }
    var scheme = scheme("Unused");
    scheme.set(EXTENSION, authorizer);
    return scheme;
  }

  private static ObjectNode jwt(JsonNode given) {
    var configuration = object();
    given
        .get("JwtConfiguration")
        .forEachEntry((key, value) -> configuration.set(key.toLowerCase(Locale.ROOT), value));
    var authorizer = object("jwtConfiguration", configuration, "type", "jwt");
    copy(given, authorizer, "IdentitySource>identitySource");
    return object("type", "oauth2", EXTENSION, authorizer);
  }

  /** Whether SAM lets the API call the function: of a REST API by default, of an HTTP API not. */
  static boolean isPermitted(SamApis.Kind kind, JsonNode authorizer) {
    return authorizer.has("FunctionArn")
        && (kind == SamApis.Kind.REST
            ? !authorizer.path("DisableFunctionDefaultPermissions").asBoolean()
            : authorizer.path("EnableFunctionDefaultPermissions").asBoolean());
  }
}

package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import localcloud.apigateway.ApiHost.Kind;
import localcloud.aws.AwsService;
import org.jspecify.annotations.Nullable;

/** The authorizers of a definition: a scheme is one authorizer, whichever methods it protects. */
final class SecuritySchemes {
  private static final String AUTH = "x-amazon-apigateway-auth";

  private final JsonNode openApi;
  private final Kind kind;
  private final String account;
  private final AwsService aws;
  private final Trust trust;
  private final Map<String, LambdaAuthorizer> functions = new HashMap<>();

  SecuritySchemes(JsonNode openApi, Kind kind, String account, AwsService aws, Trust trust) {
    this.openApi = openApi;
    this.kind = kind;
    this.account = account;
    this.aws = aws;
    this.trust = trust;
  }

  /** The authorizer of a method, or null if it has none. */
  @Nullable Authorizer of(JsonNode operation, String pointer) {
    var own = operation.path(AUTH);
    if (!own.isMissingNode()) {
      return ofExtension(own, pointer + "/" + AUTH);
    }
    var wanted = requirements(operation);
    wanted.keySet().removeIf(this::isNone);
    wanted.keySet().removeIf(this::isApiKey);
    if (wanted.size() > 1) {
      throw new UnsupportedDefinitionException(pointer + "/security", "more than one requirement");
    }
    var authorizer = wanted.firstEntry();
    return authorizer == null ? null : named(authorizer.getKey(), authorizer.getValue());
  }

  /** Whether a method wants an API key, whatever else it wants: API Gateway asks for all. */
  boolean needApiKey(JsonNode operation) {
    return requirements(operation).keySet().stream().anyMatch(this::isApiKey);
  }

  private TreeMap<String, JsonNode> requirements(JsonNode operation) {
    var security = operation.has("security") ? operation.get("security") : openApi.path("security");
    var all = new TreeMap<String, JsonNode>();
    for (var requirement : security) {
      requirement.forEachEntry(all::put);
    }
    return all;
  }

  /** SAM's words for a method that the API's default leaves open. */
  private boolean isNone(String name) {
    return name.equals("NONE") || name.equals("api_key_false");
  }

  private boolean isApiKey(String name) {
    var scheme = scheme(name);
    return kind == Kind.REST
        && scheme.path("name").asText().equalsIgnoreCase("x-api-key")
        && !scheme.has("x-amazon-apigateway-authtype")
        && !scheme.has("x-amazon-apigateway-authorizer");
  }

  private JsonNode scheme(String name) {
    return openApi.path("components").path("securitySchemes").path(name);
  }

  private Authorizer named(String name, JsonNode scopes) {
    var at = "/components/securitySchemes/" + Properties.escape(name);
    var scheme = scheme(name);
    if (scheme.path("x-amazon-apigateway-authtype").asText().equalsIgnoreCase("awsSigv4")) {
      return new IamAuthorizer(trust);
    }
    var type = scheme.path("x-amazon-apigateway-authorizer").path("type").asText();
    var tokens = trust.tokens();
    var wanted = Authorizer.texts(scopes);
    return switch (kind + " " + type.toLowerCase(Locale.ROOT)) {
      case "REST cognito_user_pools" -> CognitoAuthorizer.parse(scheme, at, wanted, tokens);
      case "HTTP jwt" -> JwtAuthorizer.parse(scheme, at, wanted, account, tokens);
      case "REST token", "REST request", "HTTP request" ->
          functions.computeIfAbsent(name, _ -> function(scheme, name));
      default ->
          throw new UnsupportedDefinitionException(
              at,
              "only awsSigv4 and authorizers of type "
                  + (kind == Kind.REST ? "cognito_user_pools, token and" : "jwt and")
                  + " request are supported");
    };
  }

  private LambdaAuthorizer function(JsonNode scheme, String name) {
    return kind == Kind.REST
        ? LambdaAuthorizer.ofRest(scheme, name, aws, trust)
        : LambdaAuthorizer.ofHttp(scheme, name, aws, trust);
  }

  private @Nullable Authorizer ofExtension(JsonNode auth, String pointer) {
    Properties.only(auth, pointer, "type");
    return switch (auth.path("type").asText().toLowerCase(Locale.ROOT)) {
      case "aws_iam" -> new IamAuthorizer(trust);
      case "none" -> null;
      default ->
          throw new UnsupportedDefinitionException(
              pointer + "/type", "only AWS_IAM and NONE are supported");
    };
  }
}

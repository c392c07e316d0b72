package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets a request in to its method or throws the failure that AWS answers. */
interface Authorizer {

  /**
   * Checks the request.
   *
   * @param context gets what integrations may know of the caller
   */
  void authorize(ApiRequest request, Map<String, Object> context);

  /** The authorizer of a method, or null if it has none. */
  static @Nullable Authorizer parse(
      JsonNode openApi, JsonNode method, String pointer, Trust trust) {
    var own = method.path("x-amazon-apigateway-auth");
    if (!own.isMissingNode()) {
      return ofExtension(own, pointer + "/x-amazon-apigateway-auth", trust);
    }
    var security = method.has("security") ? method.get("security") : openApi.path("security");
    if (security.isEmpty()) {
      return null;
    }
    if (security.size() != 1 || security.get(0).size() != 1) {
      throw new UnsupportedDefinitionException(pointer + "/security", "more than one requirement");
    }
    var name = security.get(0).fieldNames().next();
    if (name.equals("NONE")) { // SAM's word for a method that the default authorizer leaves open
      return null;
    }
    var at = "/components/securitySchemes/" + Properties.escape(name);
    var scheme = openApi.path("components").path("securitySchemes").path(name);
    if (scheme.path("x-amazon-apigateway-authtype").asText().equalsIgnoreCase("awsSigv4")) {
      return new IamAuthorizer(trust);
    }
    var type = scheme.path("x-amazon-apigateway-authorizer").path("type").asText();
    if (type.equalsIgnoreCase("cognito_user_pools")) {
      return CognitoAuthorizer.parse(scheme, at, texts(security.get(0).path(name)), trust.tokens());
    }
    throw new UnsupportedDefinitionException(
        at, "only awsSigv4 and authorizers of type cognito_user_pools are supported");
  }

  private static @Nullable Authorizer ofExtension(JsonNode auth, String pointer, Trust trust) {
    Properties.only(auth, pointer, "type");
    return switch (auth.path("type").asText().toLowerCase(Locale.ROOT)) {
      case "aws_iam" -> new IamAuthorizer(trust);
      case "none" -> null;
      default ->
          throw new UnsupportedDefinitionException(
              pointer + "/type", "only AWS_IAM and NONE are supported");
    };
  }

  static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(node -> texts.add(node.asText()));
    return List.copyOf(texts);
  }
}

package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import localcloud.apigateway.GatewayFailure.Type;

/**
 * A Cognito user pool authorizer. As on AWS, a method that names scopes takes access tokens with
 * one of them, a method without scopes takes ID tokens.
 */
record CognitoAuthorizer(
    TokenVerifier verifier, String header, List<String> providerArns, List<String> scopes)
    implements Authorizer {

  /**
   * Reads a security scheme.
   *
   * @param scopes what the method's security requirement names
   */
  static CognitoAuthorizer parse(
      JsonNode scheme, String pointer, List<String> scopes, TokenVerifier verifier) {
    var authorizer = scheme.path("x-amazon-apigateway-authorizer");
    var at = pointer + "/x-amazon-apigateway-authorizer";
    Properties.only(authorizer, at, "type", "providerARNs");
    var arns = Authorizer.texts(authorizer.path("providerARNs"));
    if (arns.isEmpty()) {
      throw new UnsupportedDefinitionException(at + "/providerARNs", "missing");
    }
    return new CognitoAuthorizer(verifier, scheme.path("name").asText(), arns, scopes);
  }

  /** Adds the caller's claims to the context. */
  @Override
  public void authorize(Integration.Call call) {
    call.expressions().context().put("authorizer", Map.of("claims", claims(call.request())));
  }

  private Map<String, String> claims(ApiRequest request) {
    var values = request.headers().getOrDefault(header, List.of());
    if (values.size() != 1) {
      throw unauthorized();
    }
    var token = values.getFirst().strip();
    if (token.regionMatches(true, 0, "Bearer ", 0, 7)) {
      token = token.substring(7).strip();
    }
    var claims = claims(token);
    var use = scopes.isEmpty() ? "id" : "access";
    if (!use.equals(claims.get("token_use"))) {
      throw unauthorized();
    }
    var granted = Arrays.asList(claims.getOrDefault("scope", "").split(" "));
    if (!scopes.isEmpty() && scopes.stream().noneMatch(granted::contains)) {
      throw new GatewayFailure(
          Type.ACCESS_DENIED, "User is not authorized to access this resource");
    }
    return claims;
  }

  private Map<String, String> claims(String token) {
    for (var arn : providerArns) {
      var claims = verifier.verify(arn, token);
      if (claims.isPresent()) {
        return Authorizer.texts(claims.get(), values -> Authorizer.joined(values, ","));
      }
    }
    throw unauthorized();
  }

  private static GatewayFailure unauthorized() {
    return new GatewayFailure(Type.UNAUTHORIZED, "Unauthorized");
  }
}

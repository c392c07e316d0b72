package com.example.orders.local.apigateway;

import com.example.orders.local.apigateway.GatewayFailure.Type;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Cognito user pool authorizer. As on AWS, a method that names scopes takes access tokens with
 * one of them, a method without scopes takes ID tokens.
 */
record Authorizer(
    TokenVerifier verifier, String header, List<String> providerArns, List<String> scopes) {

  /** The authorizer of a method, or null if it has none. */
  static @Nullable Authorizer parse(
      JsonNode openApi, JsonNode method, String pointer, TokenVerifier verifier) {
    var security = method.has("security") ? method.get("security") : openApi.path("security");
    if (security.isEmpty()) {
      return null;
    }
    if (security.size() != 1 || security.get(0).size() != 1) {
      throw new UnsupportedDefinitionException(pointer + "/security", "more than one requirement");
    }
    var name = security.get(0).fieldNames().next();
    var at = "/components/securitySchemes/" + Properties.escape(name);
    var scheme = openApi.path("components").path("securitySchemes").path(name);
    var authorizer = scheme.path("x-amazon-apigateway-authorizer");
    if (!authorizer.path("type").asText().equalsIgnoreCase("cognito_user_pools")) {
      throw new UnsupportedDefinitionException(
          at, "only authorizers of type cognito_user_pools are supported");
    }
    Properties.only(authorizer, at + "/x-amazon-apigateway-authorizer", "type", "providerARNs");
    var arns = texts(authorizer.path("providerARNs"));
    if (arns.isEmpty()) {
      throw new UnsupportedDefinitionException(
          at + "/x-amazon-apigateway-authorizer/providerARNs", "missing");
    }
    return new Authorizer(
        verifier, scheme.path("name").asText(), arns, texts(security.get(0).path(name)));
  }

  /** The caller's claims, or the failure that AWS answers. */
  Map<String, String> authorize(ApiRequest request) {
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
        return claims.get();
      }
    }
    throw unauthorized();
  }

  private static GatewayFailure unauthorized() {
    return new GatewayFailure(Type.UNAUTHORIZED, "Unauthorized");
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(node -> texts.add(node.asText()));
    return List.copyOf(texts);
  }
}

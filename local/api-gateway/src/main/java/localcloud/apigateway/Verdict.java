package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a Lambda authorizer answered. It may be kept and asked about other methods of the API.
 *
 * @param policy null after a simple response, which speaks of all methods alike
 * @param isAuthorized what a simple response says
 * @param answer the answer as a whole
 */
record Verdict(@Nullable AuthorizerPolicy policy, boolean isAuthorized, JsonNode answer) {

  /**
   * Reads the answer.
   *
   * @throws IllegalArgumentException if its format is not the authorizer's
   */
  static Verdict parse(String text, boolean isSimple) {
    var answer = object(text);
    if (!isSimple) {
      return new Verdict(AuthorizerPolicy.parse(answer.path("policyDocument")), false, answer);
    }
    if (!answer.path("isAuthorized").isBoolean()) {
      throw new IllegalArgumentException("isAuthorized is neither true nor false");
    }
    return new Verdict(null, answer.get("isAuthorized").booleanValue(), answer);
  }

  private static JsonNode object(String text) {
    try {
      return StrictJson.node(StrictJson.parse(text));
    } catch (MalformedJsonException e) {
      return JsonNodeFactory.instance.objectNode();
    }
  }

  AuthorizerPolicy.Decision decide(String methodArn) {
    if (policy != null) {
      return policy.decide(methodArn);
    }
    return isAuthorized ? AuthorizerPolicy.Decision.ALLOWED : AuthorizerPolicy.Decision.NOT_ALLOWED;
  }

  /**
   * The authorizer's context as a REST API hands it on: texts only (API Gateway guide, "Output from
   * a Lambda authorizer").
   *
   * @throws IllegalArgumentException if a value is an object or a list
   */
  Map<String, Object> texts() {
    var texts = new LinkedHashMap<String, Object>();
    if (answer.has("principalId")) {
      texts.put("principalId", answer.get("principalId").asText());
    }
    for (var entry : answer.path("context").properties()) {
      if (entry.getValue().isContainerNode()) {
        throw new IllegalArgumentException(entry.getKey() + " in context is no plain value");
      }
      texts.put(entry.getKey(), entry.getValue().asText());
    }
    return texts;
  }

  /** The authorizer's context as it is, as an HTTP API hands it on. */
  @Nullable JsonNode values() {
    return answer.get("context");
  }

  /** The caller's API key, if the API takes it from here. */
  String usageIdentifierKey() {
    return answer.path("usageIdentifierKey").asText();
  }
}

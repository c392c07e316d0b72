package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;

/** Serves the APIs of the account. */
@FunctionalInterface
public interface ApiHost {
  /** What is served on a port of its own. */
  enum Kind {
    REST,
    HTTP,
    WEB_SOCKET,
    FUNCTION_URL
  }

  /**
   * An API that can be served.
   *
   * @param logicalId by which the account knows it
   * @param apiId what {@code Ref} answers
   * @param definition its OpenAPI document, or what {@link FunctionUrlHandler} or {@link
   *     WebSocketDefinition} writes
   */
  record Served(
      Kind kind, String logicalId, String apiId, StageSettings stage, JsonNode definition) {}

  /** Opens the API on its port. */
  void open(Served api);
}

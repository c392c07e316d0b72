package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;

/** Serves the APIs of the account. */
@FunctionalInterface
public interface ApiHost {
  /** The two kinds of APIs. */
  enum Kind {
    REST,
    HTTP
  }

  /**
   * An API that can be served.
   *
   * @param logicalId by which the account knows it
   * @param apiId what {@code Ref} answers
   * @param definition its OpenAPI document
   */
  record Served(
      Kind kind, String logicalId, String apiId, StageSettings stage, JsonNode definition) {}

  /** Opens the API on its port. */
  void open(Served api);
}

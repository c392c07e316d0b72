package localcloud.apigateway;

/** A route under {@code /_local/} that the caller adds to the API's port; no part of the API. */
@FunctionalInterface
public interface LocalHandler {
  ApiResponse answer(ApiRequest request);
}

package localcloud.apigateway;

import java.util.Optional;

/** What stands in front of an API and may answer in its place. */
@FunctionalInterface
public interface Gate {
  /** Lets everything pass. */
  Gate OPEN = request -> Optional.empty();

  /** The answer to a request that does not reach the API; empty if it does. */
  Optional<ApiResponse> refuses(ApiRequest request);
}

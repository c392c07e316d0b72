package localcloud.apigateway;

import java.time.Instant;
import java.util.function.Function;

/** Is shown the requests that an API answered. */
@FunctionalInterface
public interface RequestLog {
  /** Keeps nothing. */
  RequestLog NONE = (request, begun, answer) -> {};

  void answered(ApiRequest request, Instant begun, ApiResponse answer);

  /** Answers a request and shows it; a route of the local cloud's own is no request of the API. */
  default ApiResponse logged(ApiRequest request, Function<ApiRequest, ApiResponse> api) {
    var begun = Instant.now();
    var answer = api.apply(request);
    if (!request.path().startsWith("/_local/")) {
      answered(request, begun, answer);
    }
    return answer;
  }
}

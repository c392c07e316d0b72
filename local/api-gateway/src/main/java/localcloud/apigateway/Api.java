package localcloud.apigateway;

import localcloud.apigateway.GatewayFailure.Type;

/** An API without its HTTP server. */
interface Api {
  /** Answers a request, also one at which its method fails. */
  ApiResponse answer(ApiRequest request);

  /** The answer to a request that the server could not even read. */
  ApiResponse refuse(ApiRequest request, Type type, String message);
}

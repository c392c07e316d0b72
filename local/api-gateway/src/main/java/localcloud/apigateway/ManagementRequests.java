package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;

/**
 * Requests for {@code @connections} on an API's own port: checks who signs them, and makes them
 * calls of the account, so that they are seen, counted and checked like all others.
 *
 * @param aws answers the account's calls
 * @param administrator the ARN of whoever signs with a key that nobody holds
 */
public record ManagementRequests(
    AwsService aws, Trust trust, Signers signers, String administrator) {

  /** Answers a request whose path begins with the API's stage. */
  ApiResponse answer(String apiId, ApiRequest request) {
    try {
      return response(aws.answer(call(apiId, request)));
    } catch (GatewayFailure e) {
      var headers = new LinkedHashMap<>(e.headers());
      headers.put("Content-Type", "application/json");
      var message = StrictJson.write(Map.of("message", String.valueOf(e.getMessage())));
      return new ApiResponse(e.status(), headers, message.getBytes(UTF_8));
    }
  }

  private AwsCall call(String apiId, ApiRequest request) {
    var check = new SignatureCheck(trust, ManagementCall.SERVICE);
    var signature = check.signatureOf(request);
    var token = request.header("X-Amz-Security-Token");
    var session = token == null ? "" : token;
    var key = signers.key(signature.accessKeyId(), session);
    key.ifPresent(known -> check.verify(request, signature, known));
    var headers = new HashMap<String, String>();
    var type = request.header("Content-Type");
    if (type != null) {
      headers.put("content-type", type);
    }
    return new AwsCall(
            ManagementCall.SERVICE,
            key.map(AccessKey::role).orElse(administrator),
            request.method(),
            "/" + apiId + request.path(),
            headers,
            request.body())
        .by(signers.caller(signature.accessKeyId(), session));
  }

  private static ApiResponse response(AwsAnswer answer) {
    return new ApiResponse(answer.status(), answer.headers(), answer.body());
  }
}

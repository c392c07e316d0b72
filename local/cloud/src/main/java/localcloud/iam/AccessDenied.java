package localcloud.iam;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HashMap;
import java.util.Map;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.endpoint.AwsErrors;
import localcloud.endpoint.Protocol;

/** IAM's refusal as each protocol has it. */
public final class AccessDenied {
  private AccessDenied() {}

  public static AwsAnswer answer(AwsCall call, String message) {
    var code = "AccessDeniedException";
    return switch (Protocol.of(call)) {
      case QUERY, REST_XML ->
          AwsErrors.answer(call, new AwsException(403, "AccessDenied", message));
      case REST ->
          new AwsAnswer(
              403,
              Map.of("content-type", "application/json", "x-amzn-errortype", code),
              JsonNodeFactory.instance
                  .objectNode()
                  .put("Message", message)
                  .toString()
                  .getBytes(UTF_8));
      case JSON -> {
        var sqs = call.service().equals("sqs");
        var answer = AwsErrors.answer(call, new AwsException(sqs ? 403 : 400, code, message));
        var headers = new HashMap<>(answer.headers());
        if (sqs) {
          headers.put("x-amzn-query-error", "AccessDenied;Sender");
        }
        yield new AwsAnswer(answer.status(), headers, answer.body());
      }
    };
  }
}

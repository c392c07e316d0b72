package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import localcloud.aws.AwsAnswer;

/** The HTTP metadata that optimized integrations add to a result. */
final class SdkMetadata {
  private SdkMetadata() {}

  static void add(ObjectNode result, AwsAnswer answer) {
    var all = Json.object();
    var plain = Json.object();
    answer
        .headers()
        .forEach(
            (name, value) -> {
              all.putArray(name).add(value);
              plain.put(name, value);
            });
    var http = result.putObject("SdkHttpMetadata");
    http.set("AllHttpHeaders", all);
    http.set("HttpHeaders", plain);
    http.put("HttpStatusCode", answer.status());
    result
        .putObject("SdkResponseMetadata")
        .put("RequestId", answer.headers().getOrDefault("x-amzn-requestid", ""));
  }
}

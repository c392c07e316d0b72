package localcloud.apigateway;

import java.util.Map;
import localcloud.aws.AwsAnswer;

/** Where a mapped request goes. */
interface Backend {
  /** Sends the mapped request. */
  AwsAnswer send(Mapped mapped);

  /** What the response's selection patterns are matched against. */
  default String selectionValue(AwsAnswer answer) {
    return String.valueOf(answer.status());
  }

  /** The integration request after mapping. */
  record Mapped(
      String body,
      Map<String, String> headers,
      Map<String, String> querystring,
      Map<String, String> path) {}
}

package localcloud.apigateway;

import java.util.Map;
import localcloud.aws.TokenBucket;

/**
 * What a stage adds to an API's definition.
 *
 * @param port the port on 127.0.0.1, 0 for a free one
 * @param apiId the API's ID, for {@code $context.apiId}
 * @param throttling by {@code "*"} (the whole stage) or {@code "POST /orders"} (one method)
 */
public record ApiSettings(
    int port,
    String region,
    String accountId,
    String apiId,
    String stageName,
    Map<String, String> stageVariables,
    Map<String, Throttling> throttling) {

  /**
   * A token bucket.
   *
   * @param rate requests a second
   * @param burst the bucket's size
   */
  public record Throttling(double rate, int burst) {
    TokenBucket bucket() {
      return new TokenBucket(rate, burst, System::nanoTime);
    }
  }

  /** A stage without variables and limits. */
  public static ApiSettings of(int port, String region, String accountId, String stageName) {
    return new ApiSettings(port, region, accountId, "local", stageName, Map.of(), Map.of());
  }
}

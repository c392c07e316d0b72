package localcloud.apigateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a Lambda authorizer is asked (API Gateway guide, "Input to a Lambda authorizer" and "Payload
 * format version" of HTTP APIs).
 */
final class AuthorizerEvent {
  private AuthorizerEvent() {}

  /**
   * The event for the function.
   *
   * @param identity the values of the authorizer's identity sources
   * @param arn the method that the caller asks for
   */
  static Map<String, @Nullable Object> of(
      LambdaAuthorizer.Format format, List<String> identity, String arn, Integration.Call call) {
    var event = new LinkedHashMap<String, @Nullable Object>();
    switch (format) {
      case TOKEN -> {
        event.put("type", "TOKEN");
        event.put("methodArn", arn);
        event.put("authorizationToken", identity.getFirst());
      }
      case REQUEST -> {
        event.put("type", "REQUEST");
        event.put("methodArn", arn);
        putAll(PayloadV1.event(call, null), event);
      }
      case HTTP_1 -> putHttp1(identity, arn, call, event);
      case HTTP_2 -> putHttp2(identity, arn, call, event);
    }
    return event;
  }

  private static void putHttp1(
      List<String> identity,
      String arn,
      Integration.Call call,
      Map<String, @Nullable Object> event) {
    event.put("version", "1.0");
    event.put("type", "REQUEST");
    event.put("methodArn", arn);
    event.put("identitySource", String.join(",", identity));
    event.put("authorizationToken", String.join(",", identity));
    putAll(PayloadV1.event(call, null), event);
  }

  private static void putHttp2(
      List<String> identity,
      String arn,
      Integration.Call call,
      Map<String, @Nullable Object> event) {
    event.put("version", "2.0");
    event.put("type", "REQUEST");
    event.put("routeArn", arn);
    event.put("identitySource", identity);
    putAll(PayloadV2.event(call), event);
  }

  /** All but the body; what a request does not have is empty, not null, in the guide's example. */
  private static void putAll(
      Map<String, @Nullable Object> all, Map<String, @Nullable Object> event) {
    all.forEach(
        (name, value) -> {
          if (!name.equals("body") && !name.equals("isBase64Encoded")) {
            event.put(name, value == null ? Map.of() : value);
          }
        });
  }
}

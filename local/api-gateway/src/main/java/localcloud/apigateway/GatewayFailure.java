package localcloud.apigateway;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** API Gateway itself refuses or fails; becomes the gateway response of its type. */
final class GatewayFailure extends RuntimeException {
  /** The gateway response types in use, with AWS's default status codes. */
  enum Type {
    ACCESS_DENIED(403),
    API_CONFIGURATION_ERROR(500),
    AUTHORIZER_CONFIGURATION_ERROR(500),
    AUTHORIZER_FAILURE(500),
    BAD_REQUEST_BODY(400),
    BAD_REQUEST_PARAMETERS(400),
    DEFAULT_4XX(400),
    DEFAULT_5XX(500),
    EXPIRED_TOKEN(403),
    INTEGRATION_FAILURE(504),
    INTEGRATION_TIMEOUT(504),
    INVALID_API_KEY(403),
    INVALID_SIGNATURE(403),
    MISSING_AUTHENTICATION_TOKEN(403),
    QUOTA_EXCEEDED(429),
    REQUEST_TOO_LARGE(413),
    RESOURCE_NOT_FOUND(404),
    THROTTLED(429),
    UNAUTHORIZED(401),
    UNSUPPORTED_MEDIA_TYPE(415),
    WAF_FILTERED(403);

    final int status;

    Type(int status) {
      this.status = status;
    }
  }

  private final Type type;
  private final int status;
  private final String validationError;
  private final Map<String, String> headers;
  private final String messageName;

  GatewayFailure(Type type, String message) {
    this(type, type.status, message, "");
  }

  GatewayFailure(Type type, int status, String message, String validationError) {
    super(message, null, false, false);
    this.type = type;
    this.status = status;
    this.validationError = validationError;
    this.headers = Map.of();
    this.messageName = "message";
  }

  /**
   * A failure whose name AWS tells.
   *
   * @param error the exception's name as AWS has it in {@code x-amzn-ErrorType}
   */
  GatewayFailure(Type type, String error, @Nullable String message) {
    this(type, error, message, "message");
  }

  private GatewayFailure(Type type, String error, @Nullable String message, String messageName) {
    super(message, null, false, false);
    this.messageName = messageName;
    this.type = type;
    this.status = type.status;
    this.validationError = "";
    this.headers = Map.of("x-amzn-ErrorType", error);
  }

  /** A Lambda authorizer's refusal, whose message AWS writes with a capital. */
  static GatewayFailure denied(String message) {
    return new GatewayFailure(Type.ACCESS_DENIED, "AccessDeniedException", message, "Message");
  }

  /** A failure whose message is null, as AWS answers where an authorizer fails. */
  static GatewayFailure unexplained(Type type, String error) {
    return new GatewayFailure(type, error, null);
  }

  static GatewayFailure internal(Type type) {
    return new GatewayFailure(type, "Internal server error");
  }

  Type type() {
    return type;
  }

  /** The status unless the gateway response names another. */
  int status() {
    return status;
  }

  String validationError() {
    return validationError;
  }

  /** What the message is called in an answer that no gateway response changes. */
  String messageName() {
    return messageName;
  }

  /** What the answer carries whatever the gateway response says. */
  Map<String, String> headers() {
    return headers;
  }
}

package localcloud.apigateway;

/** The body of a request is not JSON. The message holds nothing of the body. */
public final class MalformedJsonException extends RuntimeException {
  MalformedJsonException() {
    super("not JSON", null, false, false);
  }
}

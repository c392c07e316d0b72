package localcloud.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One call of an AWS API as it travels over HTTP, whatever its protocol (AWS JSON, Query, REST).
 *
 * @param service the service's signing name: {@code sqs}, {@code dynamodb}, {@code states}, {@code
 *     events}, {@code lambda}, {@code cloudformation}, {@code cognito-idp}, {@code sts} …
 * @param principal the ARN of the caller: a role, or the account's root for an administrator
 * @param method the HTTP method
 * @param path the request path with its query string
 * @param headers header names in lower case
 * @param body the bytes of the body, possibly empty
 * @param caller which of the stack's resources makes the call
 */
public record AwsCall(
    String service,
    String principal,
    String method,
    String path,
    Map<String, String> headers,
    byte[] body,
    Caller caller) {

  public AwsCall {
    var lower = new TreeMap<String, String>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    headers = Map.copyOf(lower);
  }

  /** A call of nobody in particular. */
  public AwsCall(
      String service,
      String principal,
      String method,
      String path,
      Map<String, String> headers,
      byte[] body) {
    this(service, principal, method, path, headers, body, Caller.UNKNOWN);
  }

  /** This call, made by a resource of the stack. */
  public AwsCall by(Caller who) {
    return new AwsCall(service, principal, method, path, headers, body, who);
  }

  /** This call with another body. */
  public AwsCall withBody(byte[] other) {
    return new AwsCall(service, principal, method, path, headers, other, caller);
  }

  /** A call in an AWS JSON protocol, for example {@code DynamoDB_20120810.PutItem}. */
  public static AwsCall json(String service, String principal, String target, String body) {
    return new AwsCall(
        service,
        principal,
        "POST",
        "/",
        Map.of("x-amz-target", target, "content-type", "application/x-amz-json-1.0"),
        body.getBytes(UTF_8));
  }

  /**
   * The operation's name, from the {@code X-Amz-Target} header, else from the Query protocol's
   * {@code Action}, else method and path (REST protocols).
   */
  public String operation() {
    var target = headers.get("x-amz-target");
    if (target != null) {
      return target.substring(target.indexOf('.') + 1);
    }
    var action = queryParameter("Action");
    return action != null ? action : method + " " + path;
  }

  /** The body as UTF-8 text. */
  public String text() {
    return new String(body, UTF_8);
  }

  /**
   * A part of a query string or form without its percent escapes.
   *
   * @throws AwsException if one is malformed (common errors of the AWS APIs)
   */
  public static String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      throw new AwsException(
          400,
          "InvalidQueryParameter",
          "The AWS query string is malformed or does not adhere to AWS standards.");
    }
  }

  private @Nullable String queryParameter(String name) {
    var query = path.indexOf('?') >= 0 ? path.substring(path.indexOf('?') + 1) : "";
    var type = headers.getOrDefault("content-type", "");
    var all = type.startsWith("application/x-www-form-urlencoded") ? query + "&" + text() : query;
    for (var pair : all.split("&")) {
      if (pair.startsWith(name + "=")) {
        return decoded(pair.substring(name.length() + 1));
      }
    }
    return null;
  }
}

package localcloud.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One call of an AWS API as it travels over HTTP, whatever its protocol (AWS JSON, Query, REST).
 * Its body is parsed once, for all who look into it.
 */
public final class AwsCall {
  private static final String JSON = "application/x-amz-json-1.0";
  private static final String FORM = "application/x-www-form-urlencoded";

  private final String service;
  private final String principal;
  private final String method;
  private final String path;
  private final Map<String, String> headers;
  private final RequestBody body;
  private final Caller caller;

  /**
   * A call.
   *
   * @param service the service's signing name: {@code sqs}, {@code dynamodb}, {@code states},
   *     {@code events}, {@code lambda}, {@code cloudformation}, {@code cognito-idp}, {@code sts} …
   * @param principal the ARN of the caller: a role, or the account's root for an administrator
   * @param method the HTTP method
   * @param path the request path with its query string
   * @param headers header names in any case
   * @param body the bytes of the body, possibly empty
   * @param caller which of the stack's resources makes the call
   */
  public AwsCall(
      String service,
      String principal,
      String method,
      String path,
      Map<String, String> headers,
      byte[] body,
      Caller caller) {
    this(service, principal, method, path, lower(headers), new RequestBody(body), caller);
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

  private AwsCall(
      String service,
      String principal,
      String method,
      String path,
      Map<String, String> headers,
      RequestBody body,
      Caller caller) {
    this.service = service;
    this.principal = principal;
    this.method = method;
    this.path = path;
    this.headers = headers;
    this.body = body;
    this.caller = caller;
  }

  private static Map<String, String> lower(Map<String, String> headers) {
    var lower = new TreeMap<String, String>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    return Map.copyOf(lower);
  }

  /** A call in an AWS JSON protocol, for example {@code DynamoDB_20120810.PutItem}. */
  public static AwsCall json(String service, String principal, String target, String body) {
    return json(service, principal, target, new RequestBody(body.getBytes(UTF_8)));
  }

  /**
   * The same of a body that need not be parsed.
   *
   * @param body not changed any more
   */
  public static AwsCall json(String service, String principal, String target, JsonNode body) {
    return json(service, principal, target, new RequestBody(body));
  }

  private static AwsCall json(String service, String principal, String target, RequestBody body) {
    var headers = Map.of("x-amz-target", target, "content-type", JSON);
    return new AwsCall(service, principal, "POST", "/", headers, body, Caller.UNKNOWN);
  }

  /**
   * A call of Lambda's Invoke, which answers what the function does.
   *
   * @param function its name or ARN
   * @param event JSON
   */
  public static AwsCall invoke(String principal, String function, String event) {
    return invoke(principal, function, event, Map.of("content-type", "application/json"));
  }

  /** The same, answered once the event is accepted. */
  public static AwsCall invokeAsync(String principal, String function, String event) {
    var headers = Map.of("content-type", "application/json", "x-amz-invocation-type", "Event");
    return invoke(principal, function, event, headers);
  }

  private static AwsCall invoke(
      String principal, String function, String event, Map<String, String> headers) {
    var path = "/2015-03-31/functions/" + URLEncoder.encode(function, UTF_8) + "/invocations";
    return new AwsCall("lambda", principal, "POST", path, headers, event.getBytes(UTF_8));
  }

  /** This call, made by a resource of the stack. */
  public AwsCall by(Caller who) {
    return new AwsCall(service, principal, method, path, headers, body, who);
  }

  /** This call with another body. */
  public AwsCall withBody(byte[] other) {
    return withBody(new RequestBody(other));
  }

  /**
   * This call with another body.
   *
   * @param other not changed any more
   */
  public AwsCall withBody(JsonNode other) {
    return withBody(new RequestBody(other));
  }

  private AwsCall withBody(RequestBody other) {
    return new AwsCall(service, principal, method, path, headers, other, caller);
  }

  public String service() {
    return service;
  }

  public String principal() {
    return principal;
  }

  public String method() {
    return method;
  }

  /** The request path with its query string. */
  public String path() {
    return path;
  }

  /** By their names in lower case. */
  public Map<String, String> headers() {
    return headers;
  }

  public byte[] body() {
    return body.bytes();
  }

  public Caller caller() {
    return caller;
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
    var action = hasAction() ? parameters().get("Action") : null;
    return action != null ? action : method + " " + path;
  }

  /** A payload of Lambda or S3 is no form, whatever its type: curl says so by default. */
  private boolean hasAction() {
    return !service.equals("lambda")
        && !service.equals("s3")
        && (path.contains("Action=") || headers.getOrDefault("content-type", "").startsWith(FORM));
  }

  /** The body as UTF-8 text. */
  public String text() {
    return body.text();
  }

  /**
   * The body as JSON, an empty object if there is none. It is everybody's: a copy can be changed.
   *
   * @throws AwsException if it is something else
   */
  public JsonNode json() {
    var json = body.json();
    if (json.isMissingNode()) {
      throw new AwsException(400, "SerializationException", "The request is not JSON.");
    }
    return json;
  }

  /** The same; an empty object where the service will find that it is no JSON. */
  public JsonNode jsonOrEmpty() {
    var json = body.json();
    return json.isMissingNode() ? JsonNodeFactory.instance.objectNode() : json;
  }

  /**
   * The decoded parameters of a call in the Query protocol, from its query string and its form.
   *
   * @throws AwsException if an escape is malformed
   */
  public Map<String, String> parameters() {
    return body.parameters(path.substring(path.indexOf('?') + 1));
  }

  /** The decoded parameters of a query string or a form. */
  public static Map<String, String> parameters(String form) {
    return RequestBody.decoded(form);
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
}

package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A route selection expression (API Gateway guide, "WebSocket API route selection expressions"):
 * text with parts such as {@code ${request.body.action}}, or one {@code $request.body.action}.
 */
record RouteSelection(String expression) {
  static final String CONNECT = "$connect";
  static final String DISCONNECT = "$disconnect";
  static final String DEFAULT = "$default";

  /** What no message selects, whatever it says (localstack/localstack #7153). */
  private static final Set<String> OWN = Set.of(CONNECT, DISCONNECT, DEFAULT);

  private static final String PATH = "request\\.body((?:\\.[A-Za-z0-9_-]+)+)";
  private static final Pattern PART = Pattern.compile("\\$\\{" + PATH + "}|\\$" + PATH);
  private static final Pattern WHOLE =
      Pattern.compile("\\$" + PATH + "|(?:[A-Za-z0-9_/.-]|\\$\\{" + PATH + "})+");

  /** Whether it can be evaluated here. */
  boolean isSupported() {
    return WHOLE.matcher(expression).matches() && PART.matcher(expression).find();
  }

  /** The route key that the message asks for; {@code $default} if it names none. */
  String of(String message) {
    JsonNode body;
    try {
      body = StrictJson.node(StrictJson.parse(message));
    } catch (MalformedJsonException e) {
      return DEFAULT;
    }
    var part = PART.matcher(expression);
    var key = new StringBuilder();
    while (part.find()) {
      var path = part.group(1) == null ? part.group(2) : part.group(1);
      var value = body.at(path.replace('.', '/'));
      if (!value.isValueNode() || value.isNull()) {
        return DEFAULT;
      }
      part.appendReplacement(key, "");
      key.append(value.asText());
    }
    part.appendTail(key);
    return OWN.contains(key.toString()) ? DEFAULT : key.toString();
  }
}

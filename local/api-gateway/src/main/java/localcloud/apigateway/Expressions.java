package localcloud.apigateway;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parameter mappings and variable substitution, the two places where API Gateway reads variables
 * without VTL.
 */
record Expressions(
    TemplateInput input, Map<String, Object> context, Map<String, String> stageVariables) {

  private static final Pattern VARIABLE =
      Pattern.compile("\\$(context|stageVariables)((?:\\.[A-Za-z0-9_-]+)+)");
  private static final Pattern METHOD_REQUEST =
      Pattern.compile("method\\.request\\.(path|querystring|header|body)(?:\\.(.+))?");
  private static final Pattern RESPONSE_BODY =
      Pattern.compile("integration\\.response\\.body(?:\\.(.+))?");

  /** Whether the expression is one that {@link #value} knows. */
  static boolean isKnown(String expression) {
    return isLiteral(expression)
        || METHOD_REQUEST.matcher(expression).matches()
        || RESPONSE_BODY.matcher(expression).matches()
        || expression.startsWith("integration.response.header.")
        || expression.startsWith("context.")
        || expression.startsWith("stageVariables.");
  }

  /**
   * The value of a parameter mapping, or null if there is none.
   *
   * @param responseHeaders the backend's, names in lower case
   */
  @Nullable String value(String expression, Map<String, String> responseHeaders) {
    if (isLiteral(expression)) {
      return expression.substring(1, expression.length() - 1);
    }
    var request = METHOD_REQUEST.matcher(expression);
    if (request.matches()) {
      return requestValue(request.group(1), request.group(2));
    }
    var body = RESPONSE_BODY.matcher(expression);
    if (body.matches()) {
      return bodyValue(body.group(1));
    }
    if (expression.startsWith("integration.response.header.")) {
      return responseHeaders.get(
          expression.substring("integration.response.header.".length()).toLowerCase(Locale.ROOT));
    }
    return variable(expression);
  }

  /** Replaces {@code $context…} and {@code $stageVariables…}; an unknown one becomes nothing. */
  String substitute(String template) {
    return VARIABLE
        .matcher(template)
        .replaceAll(
            match -> {
              var value = variable(match.group(1) + match.group(2));
              return Matcher.quoteReplacement(value == null ? "" : value);
            });
  }

  private static boolean isLiteral(String expression) {
    return expression.length() >= 2 && expression.startsWith("'") && expression.endsWith("'");
  }

  private @Nullable String requestValue(String place, @Nullable String name) {
    if (place.equals("body")) {
      return bodyValue(name);
    }
    var parameters = input.params().get(place);
    return name == null || parameters == null ? null : parameters.get(name);
  }

  private @Nullable String bodyValue(@Nullable String path) {
    if (path == null) {
      return input.getBody();
    }
    var value = input.path("$." + path);
    return switch (value) {
      case null -> null;
      case String text -> text;
      default -> StrictJson.write(value);
    };
  }

  private @Nullable String variable(String dotted) {
    var names = dotted.split("\\.");
    Object value = names[0].equals("context") ? context : stageVariables;
    for (var i = 1; i < names.length; i++) {
      if (!(value instanceof Map<?, ?> map) || !map.containsKey(names[i])) {
        return null;
      }
      value = map.get(names[i]);
    }
    return value == null ? null : value.toString();
  }
}

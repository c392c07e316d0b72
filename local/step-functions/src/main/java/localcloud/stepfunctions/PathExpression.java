package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.JsonPath;
import java.util.List;

/** A parsed JSONPath, variable reference or call of an intrinsic function. */
sealed interface PathExpression {
  String text();

  /** A path into the state's input or result: {@code $.a}. */
  record Input(String text, JsonPath path) implements PathExpression {}

  /** A path into the context object: {@code $$.Execution.Id}. */
  record Context(String text, JsonPath path) implements PathExpression {}

  /** A path into a variable: {@code $order.id}. */
  record Variable(String text, String name, JsonPath path) implements PathExpression {}

  /** A call such as {@code States.Format('{}', $.a)}. */
  record Call(String text, String function, List<PathExpression> arguments)
      implements PathExpression {}

  /** A constant argument of a call; a text still holds the escapes that only its function reads. */
  record Literal(String text, JsonNode value) implements PathExpression {}

  static PathExpression parse(String text) {
    if (text.startsWith("States.")) {
      return new IntrinsicParser(text).parse();
    }
    return path(text);
  }

  static PathExpression path(String text) {
    try {
      if (text.startsWith("$$")) {
        return new Context(text, JsonPath.compile(text.substring(1)));
      }
      if (text.equals("$") || text.startsWith("$.") || text.startsWith("$[")) {
        return new Input(text, JsonPath.compile(text));
      }
      if (text.matches("(?s)\\$\\p{javaUnicodeIdentifierStart}.*")) {
        var end = 1;
        while (end < text.length() && Character.isUnicodeIdentifierPart(text.charAt(end))) {
          end++;
        }
        return new Variable(
            text, text.substring(1, end), JsonPath.compile("$" + text.substring(end)));
      }
    } catch (com.jayway.jsonpath.JsonPathException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    throw new IllegalArgumentException("a path starts with '$'");
  }
}

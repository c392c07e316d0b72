package localcloud.stepfunctions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;

/** Parses calls of intrinsic functions, which may be nested. */
final class IntrinsicParser {
  private final String text;
  private int at;

  IntrinsicParser(String text) {
    this.text = text;
  }

  PathExpression parse() {
    var call = call();
    if (at != text.length()) {
      throw fault("end of the function");
    }
    return call;
  }

  private PathExpression call() {
    var start = at;
    while (at < text.length() && (Character.isLetterOrDigit(peek()) || peek() == '.')) {
      at++;
    }
    var function = text.substring(start, at);
    if (!Intrinsics.isKnown(function)) {
      throw new IllegalArgumentException("unknown intrinsic function '" + function + "'");
    }
    expect('(');
    var arguments = new ArrayList<PathExpression>();
    skipBlanks();
    while (peek() != ')') {
      if (!arguments.isEmpty()) {
        expect(',');
        skipBlanks();
      }
      arguments.add(argument());
      skipBlanks();
    }
    at++;
    return new PathExpression.Call(text.substring(start, at), function, List.copyOf(arguments));
  }

  private PathExpression argument() {
    return switch (peek()) {
      case '\'' -> string();
      case '$' -> path();
      case 'S' -> call();
      default -> constant();
    };
  }

  private PathExpression string() {
    var start = ++at;
    while (peek() != '\'') {
      at += peek() == '\\' ? 2 : 1;
    }
    var raw = text.substring(start, at++);
    return new PathExpression.Literal(raw, TextNode.valueOf(raw));
  }

  private PathExpression path() {
    var start = at;
    var depth = 0;
    var quoted = false;
    while (at < text.length()) {
      var c = text.charAt(at);
      quoted ^= c == '\'' && depth > 0;
      depth += quoted ? 0 : c == '[' || c == '(' ? 1 : c == ']' ? -1 : 0;
      if (!quoted && (depth == 0 && (c == ',' || c == ')'))) {
        break;
      }
      depth -= !quoted && c == ')' ? 1 : 0;
      at++;
    }
    return PathExpression.path(text.substring(start, at).trim());
  }

  private PathExpression constant() {
    var start = at;
    while (peek() != ',' && peek() != ')') {
      at++;
    }
    var raw = text.substring(start, at).trim();
    try {
      return new PathExpression.Literal(raw, Json.parse(raw));
    } catch (JsonProcessingException e) {
      throw fault("a constant instead of '" + raw + "'");
    }
  }

  private void expect(char c) {
    if (peek() != c) {
      throw fault("'" + c + "'");
    }
    at++;
  }

  private void skipBlanks() {
    while (Character.isWhitespace(peek())) {
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw fault("more");
    }
    return text.charAt(at);
  }

  private IllegalArgumentException fault(String expected) {
    return new IllegalArgumentException("expected " + expected + " at position " + at);
  }
}

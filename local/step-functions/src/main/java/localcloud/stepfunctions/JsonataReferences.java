package localcloud.stepfunctions;

import java.util.Set;
import java.util.regex.Pattern;
import localcloud.stepfunctions.InvalidDefinition.Code;

/**
 * Refuses references that are known to lead nowhere before anything runs: {@code $$}, and the parts
 * of {@code $states} that do not exist in a field ("Transforming data with JSONata": caught at
 * creation; the wording was measured: floci-io/floci issue 2745).
 */
final class JsonataReferences {
  private static final Pattern ROOT = Pattern.compile("\\$\\$(?![\\w$])");
  private static final Pattern STATES =
      Pattern.compile("\\$states\\s*\\.\\s*(result|errorOutput)\\b");

  /** After one of these, or at the start, a slash begins a regular expression. */
  private static final String BEFORE_OPERAND = "([{,;:?=<>!&|~+-*%^";

  private JsonataReferences() {}

  /**
   * Checks the references of an expression that parses.
   *
   * @param known which of {@code result} and {@code errorOutput} exist where it is used
   */
  static void check(String expression, Set<String> known, String path) {
    var code = withoutLiterals(expression);
    if (ROOT.matcher(code).find()) {
      throw unsupported("Reference to '$$' is not supported.", path);
    }
    var states = STATES.matcher(code);
    while (states.find()) {
      if (!known.contains(states.group(1))) {
        throw unsupported("Field '$states." + states.group(1) + "' does not exist.", path);
      }
    }
  }

  private static InvalidDefinition unsupported(String fault, String path) {
    return new InvalidDefinition(Code.UNSUPPORTED_JSONATA_EXPRESSION, fault, path);
  }

  /** The expression without its texts, quoted names, comments and regular expressions. */
  private static String withoutLiterals(String expression) {
    var code = new StringBuilder();
    for (var i = 0; i < expression.length(); i++) {
      var c = expression.charAt(i);
      if (expression.startsWith("/*", i)) {
        i = Math.max(i, expression.indexOf("*/", i + 2) + 1);
      } else if (c == '\'' || c == '"' || c == '`' || c == '/' && isOperandNext(code)) {
        i = end(expression, i, c);
        code.append('_');
      } else {
        code.append(c);
      }
    }
    return code.toString();
  }

  private static boolean isOperandNext(StringBuilder code) {
    var before = code.toString().stripTrailing();
    return before.isEmpty() || BEFORE_OPERAND.indexOf(before.charAt(before.length() - 1)) >= 0;
  }

  private static int end(String expression, int start, char quote) {
    var i = start + 1;
    while (i < expression.length() && expression.charAt(i) != quote) {
      i += expression.charAt(i) == '\\' && quote != '`' ? 2 : 1;
    }
    return i;
  }
}

package localcloud.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A filter pattern of CloudWatch Logs ("Filter pattern syntax"): terms, of which all must be there,
 * {@code ?} before those of which one is enough, {@code -} before what must not be there; or one
 * comparison of a JSON field. Others are refused.
 */
final class LogPattern {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern TERM = Pattern.compile("([?-]?)(?:\"([^\"]*)\"|([^\\s\"]+))");
  private static final Pattern TERMS = Pattern.compile("\\s*(?:" + TERM.pattern() + "\\s*)+");
  private static final Pattern FIELD =
      Pattern.compile(
          "\\{\\s*\\$\\.([\\w.-]+)\\s*(=|!=|>=|<=|>|<)\\s*(?:\"([^\"]*)\"|([\\w.*:/-]+))\\s*}");

  private LogPattern() {}

  static Predicate<String> of(String pattern) {
    if (pattern.isBlank()) {
      return message -> true;
    }
    var field = FIELD.matcher(pattern.strip());
    if (field.matches()) {
      var value = field.group(3) == null ? field.group(4) : field.group(3);
      var path = "/" + field.group(1).replace('.', '/');
      var operator = field.group(2);
      return message -> compares(read(message).at(path), operator, value);
    }
    if ("{[%".indexOf(pattern.strip().charAt(0)) >= 0 || !TERMS.matcher(pattern).matches()) {
      throw FunctionLogs.invalid(
          "The local cloud knows terms and { $.field = \"value\" } as filter pattern, not "
              + pattern);
    }
    return terms(pattern);
  }

  private static Predicate<String> terms(String pattern) {
    var needed = new ArrayList<String>();
    var optional = new ArrayList<String>();
    var excluded = new ArrayList<String>();
    var terms = TERM.matcher(pattern);
    while (terms.find()) {
      var text = terms.group(2) == null ? terms.group(3) : terms.group(2);
      switch (terms.group(1)) {
        case "?" -> optional.add(text);
        case "-" -> excluded.add(text);
        default -> needed.add(text);
      }
    }
    return message ->
        needed.stream().allMatch(message::contains)
            && excluded.stream().noneMatch(message::contains)
            && (optional.isEmpty() || optional.stream().anyMatch(message::contains));
  }

  /** A line that is not JSON has no fields. */
  private static JsonNode read(String message) {
    try {
      return JSON.readTree(message);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }

  private static boolean compares(JsonNode field, String operator, String value) {
    if (field.isMissingNode()) {
      return false;
    }
    if (operator.equals("=") || operator.equals("!=")) {
      return like(field.asText(), value) == operator.equals("=");
    }
    try {
      var order = Double.compare(field.asDouble(), Double.parseDouble(value));
      return switch (operator) {
        case ">" -> order > 0;
        case "<" -> order < 0;
        case ">=" -> order >= 0;
        default -> order <= 0;
      };
    } catch (NumberFormatException e) {
      throw FunctionLogs.invalid("Not a number: " + value);
    }
  }

  /** An asterisk stands for any text. */
  private static boolean like(String text, String value) {
    var parts = new ArrayList<String>();
    for (var part : value.split("\\*", -1)) {
      parts.add(Pattern.quote(part));
    }
    return text.matches("(?s)" + String.join(".*", parts));
  }
}

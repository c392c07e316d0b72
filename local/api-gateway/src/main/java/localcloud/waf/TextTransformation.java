package localcloud.waf;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import localcloud.resources.Properties;

/** What WAF makes of a text before it is a key (WAF guide, "Text transformations"). */
final class TextTransformation {
  private static final Map<String, UnaryOperator<String>> BY_TYPE =
      Map.of(
          "NONE", text -> text,
          "COMPRESS_WHITE_SPACE", text -> text.replaceAll("[\\t\\n\\x0B\\f\\r\\xA0 ]+", " "),
          "LOWERCASE", text -> text.toLowerCase(Locale.ROOT));

  private TextTransformation() {}

  /** All of them, the lowest priority first. */
  static UnaryOperator<String> of(List<Properties> transformations) {
    var priorities = transformations.stream().map(TextTransformation::priority).distinct().count();
    if (priorities < transformations.size()) {
      transformations.getLast().refuse("Priority", "is there twice", "give each another");
    }
    var operators =
        transformations.stream()
            .sorted(Comparator.comparing(TextTransformation::priority))
            .map(TextTransformation::operator)
            .toList();
    return text -> {
      var transformed = text;
      for (var operator : operators) {
        transformed = operator.apply(transformed);
      }
      return transformed;
    };
  }

  private static int priority(Properties transformation) {
    return transformation.number("Priority", 0, 0, 999_999_999);
  }

  private static UnaryOperator<String> operator(Properties transformation) {
    var types = BY_TYPE.keySet().stream().sorted().toArray(String[]::new);
    return BY_TYPE.getOrDefault(transformation.oneOf("Type", "NONE", types), text -> text);
  }
}

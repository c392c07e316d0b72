package localcloud.stepfunctions;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules for the picture of {@code $formatNumber} (XPath and XQuery Functions and Operators 3.1,
 * section 4.7.3), which the engine does not check but Step Functions does; codes as in JSONata.
 */
final class NumberPicture {
  private static final Map<String, String> MESSAGES =
      Map.ofEntries(
          Map.entry("D3080", "The picture string must not contain more than two sub-pictures"),
          Map.entry("D3081", "A sub-picture must not contain two decimal separators"),
          Map.entry("D3082", "A sub-picture must not contain two percent characters"),
          Map.entry("D3083", "A sub-picture must not contain two per-mille characters"),
          Map.entry("D3084", "A sub-picture must not contain both percent and per-mille"),
          Map.entry("D3085", "The mantissa of a sub-picture must contain a digit"),
          Map.entry(
              "D3086",
              "The sub-picture must not contain a passive character that is preceded by an active character and that is followed by another active character"),
          Map.entry("D3087", "A grouping separator must not be adjacent to the decimal separator"),
          Map.entry("D3088", "The integer part must not end with a grouping separator"),
          Map.entry("D3089", "A sub-picture must not contain two adjacent grouping separators"),
          Map.entry("D3090", "An optional digit must not follow a mandatory one in the integer"),
          Map.entry("D3091", "A mandatory digit must not follow an optional one in the fraction"),
          Map.entry("D3092", "A sub-picture with percent or per-mille must have no exponent"),
          Map.entry("D3093", "The exponent must be mandatory digits only"));

  private final String picture;
  private final Map<?, ?> options;
  private final String decimal;
  private final String grouping;
  private final String exponent;
  private final String digit;
  private final String zero;

  private NumberPicture(String picture, Map<?, ?> options) {
    this.picture = picture;
    this.options = options;
    decimal = symbol("decimal-separator", ".");
    grouping = symbol("grouping-separator", ",");
    exponent = symbol("exponent-separator", "e");
    digit = symbol("digit", "#");
    zero = symbol("zero-digit", "0");
  }

  /** What is wrong with a picture, as JSONata says it, or null. */
  static @Nullable String fault(String picture, Map<?, ?> options) {
    var code = new NumberPicture(picture, options).fault();
    return code == null ? null : code + ": " + MESSAGES.get(code);
  }

  private String symbol(String name, String otherwise) {
    return options.get(name) instanceof String given && !given.isEmpty() ? given : otherwise;
  }

  private @Nullable String fault() {
    var parts = picture.split(Pattern.quote(symbol("pattern-separator", ";")), -1);
    if (parts.length > 2) {
      return "D3080";
    }
    for (var part : parts) {
      var fault = fault(part);
      if (fault != null) {
        return fault;
      }
    }
    return null;
  }

  private @Nullable String fault(String part) {
    var active = active(part);
    var split = active.indexOf(exponent);
    var mantissa = split < 0 ? active : active.substring(0, split);
    var power = split < 0 ? null : active.substring(split + 1);
    var found = symbols(part, power);
    if (found != null) {
      return found;
    }
    if (!active.chars().allMatch(this::isActive) || active.isEmpty()) {
      return "D3086";
    }
    return digits(mantissa);
  }

  /** From the first active character to the last; an exponent separator alone begins nothing. */
  private String active(String part) {
    Predicate<Integer> begins = c -> isActive(c) && !exponent.equals(Character.toString(c));
    var places = part.chars().boxed().toList();
    var first = 0;
    while (first < places.size() && !begins.test(places.get(first))) {
      first++;
    }
    var end = places.size();
    while (end > first && !begins.test(places.get(end - 1))) {
      end--;
    }
    return part.substring(first, end);
  }

  private @Nullable String symbols(String part, @Nullable String power) {
    var percent = symbol("percent", "%");
    var perMille = symbol("per-mille", "\u2030");
    var scaled = part.contains(percent) || part.contains(perMille);
    if (isTwice(part, decimal)) {
      return "D3081";
    }
    if (isTwice(part, percent)) {
      return "D3082";
    }
    if (isTwice(part, perMille)) {
      return "D3083";
    }
    if (part.contains(percent) && part.contains(perMille)) {
      return "D3084";
    }
    if (power != null && scaled) {
      return "D3092";
    }
    return power == null || !power.isEmpty() && power.chars().allMatch(this::isMandatory)
        ? null
        : "D3093";
  }

  private @Nullable String digits(String mantissa) {
    if (mantissa.chars().noneMatch(c -> isMandatory(c) || isOptional(c))) {
      return "D3085";
    }
    var point = mantissa.indexOf(decimal);
    var whole = point < 0 ? mantissa : mantissa.substring(0, point);
    var fraction = point < 0 ? "" : mantissa.substring(point + 1);
    if (point >= 0 && (whole.endsWith(grouping) || fraction.startsWith(grouping))) {
      return "D3087";
    }
    if (whole.endsWith(grouping)) {
      return "D3088";
    }
    if (mantissa.contains(grouping + grouping)) {
      return "D3089";
    }
    if (whole
        .substring(0, Math.max(0, whole.lastIndexOf(digit)))
        .chars()
        .anyMatch(this::isMandatory)) {
      return "D3090";
    }
    var optional = fraction.indexOf(digit);
    return optional >= 0 && fraction.substring(optional).chars().anyMatch(this::isMandatory)
        ? "D3091"
        : null;
  }

  private static boolean isTwice(String part, String symbol) {
    return part.indexOf(symbol) != part.lastIndexOf(symbol);
  }

  private boolean isActive(int c) {
    var text = Character.toString(c);
    return isMandatory(c) || List.of(decimal, exponent, grouping, digit).contains(text);
  }

  private boolean isMandatory(int c) {
    return c >= zero.charAt(0) && c < zero.charAt(0) + 10;
  }

  private boolean isOptional(int c) {
    return digit.equals(Character.toString(c));
  }
}

package localcloud.eventbridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import localcloud.aws.AwsException;
import org.jspecify.annotations.Nullable;

/**
 * What the requests for archives and replays have in common; the limits are the API reference's.
 */
final class Requests {
  private static final Pattern NAME = Pattern.compile("[.\\-_A-Za-z0-9]+");
  private static final int LARGEST_PAGE = 100;
  private static final int LONGEST_DESCRIPTION = 512;
  private static final List<String> FILTERS = List.of("NamePrefix", "State", "EventSourceArn");

  private Requests() {}

  /** A name of at most so many characters. */
  static String name(JsonNode request, String field, int longest) {
    var name = text(request, field);
    if (!NAME.matcher(name).matches()) {
      throw violated(name, field, "satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+");
    }
    if (name.length() > longest) {
      throw violated(name, field, "have length less than or equal to " + longest);
    }
    return name;
  }

  /** A text that must be given. */
  static String text(JsonNode request, String field) {
    var value = request.path(field);
    if (!value.isTextual()) {
      throw missing(field);
    }
    return value.asText();
  }

  /** A time that must be given: seconds since 1970, with a fraction. */
  static Instant time(JsonNode request, String field) {
    var value = request.path(field);
    if (!value.isNumber()) {
      throw missing(field);
    }
    return Instant.ofEpochMilli(value.decimalValue().movePointRight(3).longValue());
  }

  static @Nullable String description(JsonNode request) {
    var value = request.path("Description");
    if (!value.isTextual()) {
      return null;
    }
    if (value.asText().length() > LONGEST_DESCRIPTION) {
      throw violated(
          value.asText(),
          "Description",
          "have length less than or equal to " + LONGEST_DESCRIPTION);
    }
    return value.asText();
  }

  /** The last part of an ARN: an archive's, a replay's or a bus's name. */
  static String nameIn(String arn) {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  static double seconds(Instant time) {
    return time.toEpochMilli() / 1000.0;
  }

  /** Something that is listed by its name, its state and the ARN of what it comes from. */
  interface Listed {
    String name();

    String state();

    String source();

    Map<String, ?> summary();
  }

  /**
   * A page of the entries in the order of their names.
   *
   * @param kind what is listed, as in {@code Archives}
   * @param states those that the filter may name
   */
  static Map<String, ?> page(
      JsonNode request, String kind, Collection<? extends Listed> entries, List<String> states) {
    checkFilters(request, kind, states);
    var after = after(request);
    var rest =
        entries.stream()
            .filter(entry -> entry.name().compareTo(after) > 0)
            .filter(entry -> fits(request, entry))
            .sorted(Comparator.comparing(Listed::name))
            .toList();
    var limit = Math.min(request.path("Limit").asInt(LARGEST_PAGE), rest.size());
    var page = new LinkedHashMap<String, Object>();
    page.put(kind, rest.stream().limit(limit).map(Listed::summary).toList());
    if (limit < rest.size()) {
      var last = rest.get(limit - 1).name();
      page.put("NextToken", Base64.getEncoder().encodeToString(last.getBytes(UTF_8)));
    }
    return page;
  }

  private static void checkFilters(JsonNode request, String kind, List<String> states) {
    if (FILTERS.stream().filter(request::hasNonNull).count() > 1) {
      throw invalid(
          "At most one filter is allowed for List%s. Use either : State, EventSourceArn, or NamePrefix."
              .formatted(kind));
    }
    var state = request.path("State").asText("");
    if (!state.isEmpty() && !states.contains(state)) {
      throw violated(state, "State", "satisfy enum value set: " + states);
    }
    var limit = request.path("Limit").asInt(LARGEST_PAGE);
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw violated("" + limit, "Limit", "have value between 1 and " + LARGEST_PAGE);
    }
  }

  private static boolean fits(JsonNode request, Listed entry) {
    return entry.name().startsWith(request.path("NamePrefix").asText(""))
        && entry.state().equals(request.path("State").asText(entry.state()))
        && entry.source().equals(request.path("EventSourceArn").asText(entry.source()));
  }

  private static String after(JsonNode request) {
    try {
      return new String(Base64.getDecoder().decode(request.path("NextToken").asText("")), UTF_8);
    } catch (IllegalArgumentException e) {
      throw invalid("Parameter NextToken is not valid.");
    }
  }

  private static AwsException missing(String field) {
    return invalid(
        "1 validation error detected: Value null at '%s' failed to satisfy constraint: Member must"
                .formatted(lower(field))
            + " not be null");
  }

  private static AwsException violated(String value, String field, String constraint) {
    return invalid(
        "1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must %s"
            .formatted(value, lower(field), constraint));
  }

  private static String lower(String field) {
    return Character.toLowerCase(field.charAt(0)) + field.substring(1);
  }

  static AwsException invalid(String message) {
    return new AwsException(400, "ValidationException", message);
  }

  static AwsException notValid(String parameter, String reason) {
    return invalid("Parameter %s is not valid. Reason: %s".formatted(parameter, reason));
  }

  static AwsException notFound(String message) {
    return new AwsException(400, "ResourceNotFoundException", message);
  }

  static AwsException exists(String message) {
    return new AwsException(400, "ResourceAlreadyExistsException", message);
  }
}

package localcloud.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import localcloud.resources.InvalidPropertyException;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

/**
 * The {@code FilterCriteria} of an event source mapping, matched by AWS's own engine. A record that
 * matches one of the patterns is let through (Lambda guide, "Control which events Lambda sends to
 * your function").
 */
public final class EventFilter {
  /** Lets everything through. */
  public static final EventFilter NONE = new EventFilter(List.of());

  private static final ObjectMapper JSON = new ObjectMapper();

  /** More than these need a higher quota, and no pattern may be longer (Lambda guide). */
  private static final int MOST_FILTERS = 5;

  private static final int LONGEST_PATTERN = 4_096;

  private final List<String> patterns;
  private final Machine machine = Machine.builder().build();

  private EventFilter(List<String> patterns) {
    this.patterns = List.copyOf(patterns);
    for (var pattern : patterns) {
      try {
        machine.addRule(pattern, pattern);
      } catch (IOException e) {
        throw new IllegalArgumentException("FilterCriteria: " + pattern, e); // checked before
      }
    }
  }

  /**
   * Reads the property; without any filter everything is let through.
   *
   * @throws IllegalArgumentException if a pattern is none or there are too many
   */
  static EventFilter of(JsonNode criteria) {
    for (var property : criteria.properties()) {
      if (!property.getKey().equals("Filters")) {
        throw refused(property.getKey() + " is not supported by the local cloud");
      }
    }
    var patterns = new ArrayList<String>();
    for (var filter : criteria.path("Filters")) {
      var pattern = filter.path("Pattern");
      if (!pattern.isTextual() || filter.size() != 1) {
        throw refused("a filter has a Pattern, which is JSON text, not " + filter);
      }
      patterns.add(checked(pattern.asText()));
    }
    if (patterns.size() > MOST_FILTERS) {
      throw refused("at most five filters, unless AWS raises the quota");
    }
    return patterns.isEmpty() ? NONE : new EventFilter(patterns);
  }

  private static String checked(String pattern) {
    if (pattern.length() > LONGEST_PATTERN) {
      throw refused("a pattern has at most " + LONGEST_PATTERN + " characters");
    }
    var complaint = JsonRuleCompiler.check(pattern);
    if (complaint != null) {
      throw refused("Invalid filter pattern definition. " + pattern + ": " + complaint);
    }
    return pattern;
  }

  private static IllegalArgumentException refused(String reason) {
    return new InvalidPropertyException(
        "FilterCriteria", reason, "see \"Filter rule syntax\" in the Lambda guide");
  }

  /** The patterns as they were written. */
  List<String> patterns() {
    return patterns;
  }

  /**
   * Whether the function is to see this record of an event.
   *
   * @param event in the form that the function gets; a body that is JSON is matched as JSON, any
   *     other as a string
   */
  boolean matches(ObjectNode event) {
    if (patterns.isEmpty()) {
      return true;
    }
    try {
      return !machine.rulesForJSONEvent(parsed(event).toString()).isEmpty();
    } catch (Exception e) { // the engine declares no narrower one
      throw new IllegalStateException("cannot match " + event, e);
    }
  }

  private static ObjectNode parsed(ObjectNode event) {
    if (!event.path("body").isTextual()) {
      return event;
    }
    try {
      var body = JSON.readTree(event.get("body").asText());
      return body.isContainerNode() ? event.deepCopy().set("body", body) : event;
    } catch (JsonProcessingException plain) {
      return event;
    }
  }
}

package localcloud.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The rules for what is sent to X-Ray (X-Ray guide, "X-Ray segment documents"). */
final class SegmentDocument {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern TRACE = Pattern.compile("1-[0-9a-f]{8}-[0-9a-f]{24}");
  private static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{N}\\p{Z}_.:/%&#=+\\\\\\-@]{1,200}");
  private static final Pattern ANNOTATION = Pattern.compile("[A-Za-z0-9_]{1,500}");

  /** X-Ray indexes so many of a trace. */
  private static final int MOST_ANNOTATIONS = 50;

  private SegmentDocument() {}

  /** What X-Ray would not take, or not find again; empty if nothing. */
  static List<String> problems(JsonNode document) {
    var problems = new ArrayList<String>();
    matches(document, "id", ID, problems);
    matches(document, "trace_id", TRACE, problems);
    matches(document, "name", NAME, problems);
    if (document.path("type").asText().equals("subsegment")) {
      matches(document, "parent_id", ID, problems);
    }
    if (!document.path("start_time").isNumber()) {
      problems.add("start_time is no number");
    }
    var ends = document.path("end_time");
    if (!ends.isNumber() && !document.path("in_progress").asBoolean()) {
      problems.add("end_time is no number");
    } else if (ends.isNumber() && ends.asDouble() < document.path("start_time").asDouble()) {
      problems.add("end_time is before start_time");
    }
    annotations(document.path("annotations"), problems);
    return problems;
  }

  private static void annotations(JsonNode annotations, List<String> problems) {
    if (annotations.size() > MOST_ANNOTATIONS) {
      problems.add("more than " + MOST_ANNOTATIONS + " annotations");
    }
    for (var annotation : annotations.properties()) {
      if (!ANNOTATION.matcher(annotation.getKey()).matches()) {
        problems.add("annotation " + annotation.getKey() + " has a name that is not indexed");
      }
      if (!annotation.getValue().isValueNode() || annotation.getValue().isNull()) {
        problems.add("annotation " + annotation.getKey() + " is neither text, number nor Boolean");
      }
    }
  }

  private static void matches(
      JsonNode document, String field, Pattern pattern, List<String> problems) {
    if (!pattern.matcher(document.path(field).asText()).matches()) {
      problems.add(field + " does not match " + pattern);
    }
  }
}

package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A path to exactly one place, as ResultPath needs it: {@code $.a['b'][0]}. */
record ReferencePath(String text, List<String> steps) {
  private static final Pattern STEP =
      Pattern.compile("\\G(?:\\.([^.\\[\\]'*?@,]+)|\\['([^']+)'\\]|\\[(\\d+)\\])");

  static ReferencePath parse(String text, String at) {
    var steps = new ArrayList<String>();
    var matcher = STEP.matcher(text);
    var end = 1;
    while (text.startsWith("$") && matcher.find(end)) {
      steps.add(
          matcher.group(1) != null
              ? matcher.group(1)
              : matcher.group(2) != null ? matcher.group(2) : "#" + matcher.group(3));
      end = matcher.end();
    }
    if (!text.startsWith("$") || end != text.length()) {
      throw new InvalidDefinition("The value '" + text + "' is not a valid reference path", at);
    }
    return new ReferencePath(text, List.copyOf(steps));
  }

  /** A copy of the document in which this place holds the value. */
  JsonNode set(JsonNode document, JsonNode value) {
    return steps.isEmpty() ? value : set(document.deepCopy(), 0, value);
  }

  private JsonNode set(JsonNode at, int index, JsonNode value) {
    if (index == steps.size()) {
      return value;
    }
    var step = steps.get(index);
    if (step.startsWith("#")) {
      var position = Integer.parseInt(step.substring(1));
      if (at instanceof ArrayNode array && position < array.size()) {
        array.set(position, set(array.get(position), index + 1, value));
        return array;
      }
      throw mismatch(step, at);
    }
    if (at instanceof ObjectNode object) {
      var child = object.has(step) ? object.path(step) : Json.object();
      object.set(step, set(child, index + 1, value));
      return object;
    }
    throw mismatch(step, at);
  }

  private static StatesError mismatch(String step, JsonNode at) {
    return StatesError.of(
        "States.ResultPathMatchFailure",
        "Unable to apply step \"%s\" to input %s".formatted(step.replace("#", ""), Json.write(at)));
  }
}

package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import localcloud.stepfunctions.State.Catcher;
import localcloud.stepfunctions.State.Fields;

/** How the fields of one state select and shape its data, in the state's query language. */
sealed interface StateData permits JsonPathData, JsonataData {
  static StateData of(Fields fields, JsonNode input, Scope scope) {
    return switch (fields.language()) {
      case JSON_PATH -> new JsonPathData(fields, input, scope);
      case JSONATA -> new JsonataData(fields, input, scope);
    };
  }

  /** What the state works on: a task's request, a branch's input. */
  JsonNode arguments();

  /** The exit of a Pass state. */
  Exit pass();

  /** The exit of a state that has a result. */
  Exit exit(JsonNode result);

  /** The exit of a state that hands its input on. */
  Exit exit();

  Exit choose(State.Choice choice);

  Exit caught(Catcher catcher, StatesError error);

  /** The error of a Fail state. */
  StatesError failure();

  /** When a Wait state may go on, or empty for the given number of seconds from now. */
  Optional<Instant> waitUntil();

  /** The seconds or the number in a field of a Task or Map state, or in its {@code …Path} twin. */
  OptionalLong number(String field);

  /** The items of a Map state. */
  ArrayNode items();

  /** The input of one iteration, where the scope shows its item. */
  JsonNode iterationInput(Scope iteration, JsonNode item);

  /** What a catcher gets. A timeout has no cause, but here an empty one. */
  static ObjectNode errorOutput(StatesError error) {
    var output = Json.object();
    Details.text(output, "Error", error.error());
    Details.text(output, "Cause", error.cause() == null && error.isTimeout() ? "" : error.cause());
    return output;
  }

  static Map<String, JsonNode> entries(JsonNode object) {
    var entries = new LinkedHashMap<String, JsonNode>();
    object.properties().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    return entries;
  }
}

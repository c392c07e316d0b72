package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A parsed and checked state machine definition.
 *
 * @param text the definition as it was given
 * @param timeoutSeconds the most an execution may last, or null for no limit of its own
 */
record Definition(String text, Flow flow, @Nullable Long timeoutSeconds) {
  static Definition parse(String text, StateMachine.Type type) {
    return DefinitionReader.read(text, type);
  }

  static Definition of(JsonNode definition, StateMachine.Type type) {
    return DefinitionReader.read(Json.write(definition), type);
  }
}

package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a state ended.
 *
 * @param assigned the variables it sets
 * @param next the state to go to, or null at the end of the flow
 */
record Exit(JsonNode output, Map<String, JsonNode> assigned, @Nullable String next) {}

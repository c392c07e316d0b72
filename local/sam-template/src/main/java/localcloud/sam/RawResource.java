package localcloud.sam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A resource whose intrinsic functions are not resolved yet. */
record RawResource(
    String logicalId,
    String type,
    ObjectNode properties,
    List<String> dependsOn,
    JsonNode metadata) {}

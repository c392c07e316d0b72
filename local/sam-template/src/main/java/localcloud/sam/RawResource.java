package localcloud.sam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A resource whose intrinsic functions are not resolved yet.
 *
 * @param updatePolicy how CloudFormation updates it; what that refers to is made before it
 * @param origin the logical ID of the resource in the template that it is made of, or its own
 */
record RawResource(
    String logicalId,
    String type,
    ObjectNode properties,
    List<String> dependsOn,
    JsonNode metadata,
    JsonNode updatePolicy,
    String origin) {

  boolean isGenerated() {
    return !origin.equals(logicalId);
  }
}

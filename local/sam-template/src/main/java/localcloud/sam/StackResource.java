package localcloud.sam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * One CloudFormation resource with all intrinsic functions resolved.
 *
 * @param properties an object; its values need no further resolving
 * @param ref what {@code Ref} answers: a name, an ARN or a URL, as CloudFormation does for the type
 * @param attributes what {@code Fn::GetAtt} answers, by the attribute's name
 * @param metadata the resource's {@code Metadata}, or an empty object
 */
public record StackResource(
    String logicalId,
    String type,
    JsonNode properties,
    String ref,
    Map<String, String> attributes,
    JsonNode metadata) {

  public StackResource {
    attributes = Map.copyOf(attributes);
  }

  /** The attribute {@code Arn}, or {@code Ref} where that is the ARN. */
  public String arn() {
    return attributes.getOrDefault("Arn", ref);
  }

  /** The same resource with other properties. */
  StackResource with(JsonNode others) {
    return new StackResource(logicalId, type, others, ref, attributes, metadata);
  }
}

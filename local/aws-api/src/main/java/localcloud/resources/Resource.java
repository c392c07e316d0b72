package localcloud.resources;

import java.util.Map;

/**
 * A resource whose references are resolved, as its handler sees it.
 *
 * @param ref what {@code Ref} answers
 * @param attributes what {@code Fn::GetAtt} answers
 * @param properties those that are applied, and no others
 */
public record Resource(
    String logicalId, String ref, Map<String, String> attributes, Properties properties) {

  public Resource {
    attributes = Map.copyOf(attributes);
  }

  /** The attribute {@code Arn}, or {@code Ref} where that is the ARN. */
  public String arn() {
    return attributes.getOrDefault("Arn", ref);
  }

  /** The name at the end of an ARN or a URL, or the name itself. */
  public static String lastPart(String nameOrArn) {
    return nameOrArn.replaceFirst("^.*[:/|]", "");
  }
}

package localcloud.resources;

import java.util.List;
import java.util.Map;

/**
 * A resource whose references are resolved, as its handler sees it.
 *
 * @param ref what {@code Ref} answers
 * @param attributes what {@code Fn::GetAtt} answers
 * @param properties those that are applied, and no others
 * @param parts of what it is made
 */
public record Resource(
    String logicalId,
    String type,
    String ref,
    Map<String, String> attributes,
    Properties properties,
    Parts parts) {

  /**
   * The resources that name this one.
   *
   * @param whole false if others do that could not be read: what is missing is then no problem
   */
  public record Parts(List<Resource> all, boolean whole) {
    public static final Parts NONE = new Parts(List.of(), true);

    public Parts {
      all = List.copyOf(all);
    }

    public List<Resource> ofType(String type) {
      return all.stream().filter(part -> part.type().equals(type)).toList();
    }
  }

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

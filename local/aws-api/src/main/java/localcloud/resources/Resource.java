package localcloud.resources;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A resource whose references are resolved, as its handler sees it.
 *
 * @param ref what {@code Ref} answers
 * @param attributes what {@code Fn::GetAtt} answers
 * @param properties those that are applied, and no others
 * @param parts of what it is made
 * @param needs the logical IDs of all that is there before it, by references or DependsOn
 */
public record Resource(
    String logicalId,
    String type,
    String ref,
    Map<String, String> attributes,
    Properties properties,
    Parts parts,
    Set<String> needs) {

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

    /**
     * Refuses parts of one type that may be made before any part of another: CloudFormation makes
     * what does not refer to each other at the same time.
     *
     * @param refusal what the service says then
     */
    public void refuseTooEarly(String type, String other, String refusal) {
      var others = ofType(other).stream().map(Resource::logicalId).toList();
      for (var part : ofType(type)) {
        if (others.stream().noneMatch(part.needs()::contains)) {
          part.properties().refuse("DependsOn", refusal, "name the parts that it deploys");
        }
      }
    }

    public List<Resource> ofType(String type) {
      return all.stream().filter(part -> part.type().equals(type)).toList();
    }
  }

  public Resource {
    attributes = Map.copyOf(attributes);
    needs = Set.copyOf(needs);
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

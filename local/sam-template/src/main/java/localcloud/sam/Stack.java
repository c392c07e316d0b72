package localcloud.sam;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a template becomes once it is transformed and resolved: plain CloudFormation resources.
 *
 * @param resources by logical ID; each comes after the resources that it refers to
 * @param outputs the values of the template's {@code Outputs}
 */
public record Stack(
    String name,
    String region,
    String accountId,
    SequencedMap<String, StackResource> resources,
    Map<String, String> outputs) {

  public Stack {
    resources = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(resources));
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
  }

  /** The resources of one CloudFormation type, in the stack's order. */
  public List<StackResource> ofType(String type) {
    return resources.values().stream().filter(resource -> resource.type().equals(type)).toList();
  }
}

package localcloud.sam;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * What a template becomes once it is transformed and resolved: plain CloudFormation resources.
 *
 * @param resources by logical ID; each comes after the resources that it refers to
 * @param outputs the values of the template's {@code Outputs}
 * @param exports by the name of each export, the name of the output that is exported
 * @param imports the names of the exports of other stacks that the template imports
 * @param parameters the values of the template's {@code Parameters}, given or default
 */
public record Stack(
    String name,
    String region,
    String accountId,
    SequencedMap<String, StackResource> resources,
    Map<String, String> outputs,
    SequencedMap<String, String> exports,
    SequencedSet<String> imports,
    Map<String, String> parameters) {

  public Stack {
    resources = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(resources));
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    exports = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(exports));
    imports = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(imports));
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** A stack that neither exports nor imports. */
  public static Stack of(
      String name,
      String region,
      String accountId,
      SequencedMap<String, StackResource> resources,
      Map<String, String> outputs) {
    return new Stack(
        name,
        region,
        accountId,
        resources,
        outputs,
        new LinkedHashMap<>(),
        new LinkedHashSet<>(),
        Map.of());
  }

  /** The same stack with other resources. */
  public Stack withResources(SequencedMap<String, StackResource> others) {
    return new Stack(name, region, accountId, others, outputs, exports, imports, parameters);
  }

  /** The ID by which CloudFormation tells stacks apart. */
  public String id() {
    return id(region, accountId, name);
  }

  static String id(String region, String accountId, String name) {
    return "arn:aws:cloudformation:%s:%s:stack/%s/00000000-0000-0000-0000-000000000000"
        .formatted(region, accountId, name);
  }

  /** The exported values by their names. */
  public Map<String, String> exportedValues() {
    var values = new LinkedHashMap<String, String>();
    exports.forEach((export, output) -> values.put(export, outputs.getOrDefault(output, "")));
    return values;
  }

  /** The resources of one CloudFormation type, in the stack's order. */
  public List<StackResource> ofType(String type) {
    return resources.values().stream().filter(resource -> resource.type().equals(type)).toList();
  }
}

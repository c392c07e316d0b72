package localcloud.sam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Map;

/**
 * SAM's policy templates and the ARNs of AWS's managed policies, from the data of
 * aws-sam-translator.
 */
final class PolicyTemplates {
  private static final JsonNode TEMPLATES = Json.data("sam-policy-templates.json").get("Templates");
  private static final JsonNode MANAGED = Json.data("aws-managed-policies.json");

  private PolicyTemplates() {}

  static boolean has(String name) {
    return TEMPLATES.has(name);
  }

  /**
   * The policy document that a template stands for.
   *
   * @param values by the template's parameters; SAM ignores what the template does not ask for
   * @throws TemplateException if a parameter has no value
   */
  static ObjectNode document(String name, JsonNode values) {
    if (!values.isObject()) {
      throw new TemplateException("policy template " + name + " needs an object of parameters");
    }
    var template = TEMPLATES.get(name);
    var missing = new ArrayList<String>();
    for (var parameter : template.path("Parameters").properties()) {
      if (!values.has(parameter.getKey())) {
        missing.add(parameter.getKey());
      }
    }
    if (!missing.isEmpty()) {
      throw new TemplateException(
          "policy template " + name + " needs the parameters " + String.join(", ", missing));
    }
    return (ObjectNode) fill(template.get("Definition"), values);
  }

  /** The ARN of a managed policy that is named without one; else what is given. */
  static JsonNode managed(JsonNode policy) {
    return policy.isTextual() && MANAGED.has(policy.asText())
        ? MANAGED.get(policy.asText())
        : policy;
  }

  /** Puts each parameter's value where the template refers to it. */
  private static JsonNode fill(JsonNode node, JsonNode values) {
    if (node.size() == 1 && node.path("Ref").isTextual() && values.has(node.get("Ref").asText())) {
      return values.get(node.get("Ref").asText());
    }
    if (node.isArray()) {
      return Json.array(node.valueStream().map(one -> fill(one, values)).toArray());
    }
    if (!node.isObject()) {
      return node;
    }
    var object = Json.object();
    for (Map.Entry<String, JsonNode> property : node.properties()) {
      object.set(property.getKey(), fill(property.getValue(), values));
    }
    return object;
  }
}

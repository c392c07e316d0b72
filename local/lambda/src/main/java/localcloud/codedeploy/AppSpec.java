package localcloud.codedeploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import localcloud.aws.AwsException;

/**
 * What a deployment is to do (CodeDeploy guide, "AppSpec file reference").
 *
 * @param hook the function that is asked before traffic; empty for none
 * @param text as it was given
 */
record AppSpec(
    String function, String alias, String current, String target, String hook, String text) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads JSON; what would be ignored is refused. */
  static AppSpec of(String text) {
    var tree = tree(text);
    var resources = tree.path("Resources");
    if (resources.size() != 1 || resources.get(0).size() != 1) {
      throw invalid("an AppSpec of the local CodeDeploy has one resource, a function");
    }
    var properties = resources.get(0).elements().next().path("Properties");
    return new AppSpec(
        required(properties, "Name"),
        required(properties, "Alias"),
        required(properties, "CurrentVersion"),
        required(properties, "TargetVersion"),
        hook(tree.path("Hooks")),
        text);
  }

  private static String hook(JsonNode hooks) {
    var found = "";
    for (var hook : hooks) {
      for (var named : hook.properties()) {
        if (!named.getKey().equals("BeforeAllowTraffic")) {
          throw invalid("the hook " + named.getKey() + " is not supported locally");
        }
        found = named.getValue().asText();
      }
    }
    return found;
  }

  private static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw invalid("the AppSpec is no JSON; YAML is not read locally");
    }
  }

  private static String required(JsonNode properties, String name) {
    var value = properties.path(name).asText();
    if (value.isEmpty()) {
      throw invalid("the AppSpec's function has no " + name);
    }
    return value;
  }

  private static AwsException invalid(String message) {
    return new AwsException(400, "InvalidRevisionException", message);
  }
}

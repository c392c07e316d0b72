package localcloud.iam;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import localcloud.sam.Stack;

/**
 * The deployment groups of a stack, as their ARNs name them.
 *
 * @param byGroup {@code <application>/<group>} by the group's name
 */
record DeploymentNames(Map<String, String> byGroup) {
  static DeploymentNames of(Stack stack) {
    var names = new HashMap<String, String>();
    for (var group : stack.ofType("AWS::CodeDeploy::DeploymentGroup")) {
      var application = group.properties().path("ApplicationName").asText();
      names.put(group.ref(), application + "/" + group.ref());
    }
    return new DeploymentNames(Map.copyOf(names));
  }

  /**
   * Those that may be meant.
   *
   * @param name empty if the request has none
   */
  List<String> groups(String name) {
    if (!name.isEmpty() || byGroup.isEmpty()) {
      return List.of(byGroup.getOrDefault(name, "*/" + name));
    }
    return List.copyOf(byGroup.values());
  }
}

package localcloud.iam;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a call must be allowed to do.
 *
 * @param resources it is enough that one of them is allowed
 * @param context the condition keys of the request itself, in lower case
 */
public record Need(String action, List<String> resources, Map<String, List<String>> context) {
  Need(String action, List<String> resources) {
    this(action, resources, Map.of());
  }

  Need(String action, String resource) {
    this(action, List.of(resource));
  }

  /**
   * The keys of the caller and those of the request: no resource's policy asks for one of a list.
   */
  Map<String, String> with(Map<String, String> caller) {
    var all = new HashMap<>(caller);
    context.forEach((key, values) -> all.put(key, values.getFirst()));
    return all;
  }

  /** To hand a role to a service. */
  static Need toPassRole(String role, String service) {
    return new Need("iam:PassRole", List.of(role), Map.of(Conditions.PASSED_TO, List.of(service)));
  }
}

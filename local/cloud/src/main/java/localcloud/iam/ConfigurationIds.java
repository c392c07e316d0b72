package localcloud.iam;

import java.util.HashMap;
import java.util.Map;
import localcloud.sam.Stack;

/**
 * The IDs of a stack's AppConfig resources. A request may have a name instead; ARNs have IDs only.
 *
 * @param byPath IDs by {@code application/<name>}, and below an application by {@code <its
 *     ID>/<type>/<name>}
 */
record ConfigurationIds(Map<String, String> byPath) {
  private static final Map<String, String> TYPES =
      Map.of(
          "AWS::AppConfig::Environment", "environment",
          "AWS::AppConfig::ConfigurationProfile", "configuration");

  static ConfigurationIds of(Stack stack) {
    var ids = new HashMap<String, String>();
    for (var application : stack.ofType("AWS::AppConfig::Application")) {
      ids.put("application/" + application.properties().path("Name").asText(), application.ref());
    }
    TYPES.forEach(
        (type, part) -> {
          for (var resource : stack.ofType(type)) {
            var properties = resource.properties();
            var application = properties.path("ApplicationId").asText();
            var path = application + "/" + part + "/" + properties.path("Name").asText();
            ids.put(path, resource.ref());
          }
        });
    return new ConfigurationIds(Map.copyOf(ids));
  }

  /** The end of an ARN with IDs in place of names. */
  String in(String resource) {
    var parts = resource.split("/");
    for (var i = 0; i + 1 < parts.length; i += 2) {
      var type = parts[i].equals("configurationprofile") ? "configuration" : parts[i];
      var path = (i == 0 ? "" : parts[1] + "/") + type + "/" + parts[i + 1];
      parts[i + 1] = byPath.getOrDefault(path, parts[i + 1]);
    }
    return String.join("/", parts);
  }
}

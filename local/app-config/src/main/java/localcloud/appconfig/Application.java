package localcloud.appconfig;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What holds environments and profiles together. */
final class Application {
  private final String id;
  private final String name;
  private final String description;
  private final List<Environment> environments = new CopyOnWriteArrayList<>();
  private final List<Profile> profiles = new CopyOnWriteArrayList<>();

  Application(String id, String name, String description) {
    this.id = id;
    this.name = name;
    this.description = description;
  }

  String id() {
    return id;
  }

  boolean isCalled(String idOrName) {
    return id.equals(idOrName) || name.equals(idOrName);
  }

  List<Environment> environments() {
    return environments;
  }

  List<Profile> profiles() {
    return profiles;
  }

  Environment environment(String idOrName) {
    return environments.stream()
        .filter(environment -> environment.isCalled(idOrName))
        .findFirst()
        .orElseThrow(
            () -> Refusal.notFound("Environment", "Could not find environment " + idOrName));
  }

  Profile profile(String idOrName) {
    return profiles.stream()
        .filter(profile -> profile.isCalled(idOrName))
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.notFound(
                    "ConfigurationProfile", "Could not find configuration profile " + idOrName));
  }

  ObjectNode describe() {
    var described = JsonNodeFactory.instance.objectNode().put("Id", id).put("Name", name);
    return description.isEmpty() ? described : described.put("Description", description);
  }
}

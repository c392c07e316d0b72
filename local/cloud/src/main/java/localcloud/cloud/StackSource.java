package localcloud.cloud;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What one stack of a local cloud is made of.
 *
 * @param name the stack's name, by which the names of its resources begin
 * @param template the SAM template
 * @param artifacts the folder with a built folder for each function, named by its logical ID: what
 *     {@code sam build} leaves in {@code .aws-sam/build}
 * @param parameters values for the template's parameters; the others take their defaults
 */
public record StackSource(
    String name, Path template, Path artifacts, Map<String, String> parameters) {

  public StackSource {
    if (!name.matches("[A-Za-z][A-Za-z0-9-]{0,127}")) { // CloudFormation API, CreateStack
      throw new IllegalArgumentException(
          "A stack's name is a letter, then letters, digits and hyphens, not: " + name);
    }
    parameters = Map.copyOf(parameters);
  }

  /** With the defaults of all parameters. */
  public static StackSource of(String name, Path template, Path artifacts) {
    return new StackSource(name, template, artifacts, Map.of());
  }

  /**
   * The folder that a build tool keeps for what it makes, if the artifacts are in one that is in
   * the template's folder: what is put there goes with the rest.
   */
  Optional<Path> builtIn() {
    var project = template.toAbsolutePath().normalize().resolveSibling("");
    for (var path = artifacts.toAbsolutePath().normalize();
        !path.equals(project) && path.startsWith(project);
        path = path.resolveSibling("")) {
      if (path.endsWith("target") || path.endsWith(".aws-sam")) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  public StackSource withName(String other) {
    return new StackSource(other, template, artifacts, parameters);
  }

  public StackSource withParameters(Map<String, String> values) {
    return new StackSource(name, template, artifacts, values);
  }
}

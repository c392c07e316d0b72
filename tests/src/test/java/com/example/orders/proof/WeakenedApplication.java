package com.example.orders.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The whole application, and beside it for each guard a copy of the function or workflow in which
 * that guard is weakened. The copies have their own roles and nothing that invokes them: a scenario
 * does, at the moment that matters.
 *
 * @param template with the copies in it
 * @param artifacts the built functions, the copies among them
 */
record WeakenedApplication(Path template, Path artifacts) {
  static final String WORKFLOW = "OrderWorkflow";
  private static final String DEFINITION = "statemachines/order-workflow.asl.yaml";

  /** The logical ID of a copy with a guard weakened. */
  static String weak(String resource, int number) {
    return resource + "Weak" + number;
  }

  /** The logical ID of a copy with every guard in it. */
  static String same(String resource) {
    return resource + "Same";
  }

  static WeakenedApplication of(Path project, List<Guard> guards, Path folder) throws IOException {
    PlantedBug.delete(folder);
    var artifacts = Files.createDirectories(folder.resolve("functions"));
    linkFunctions(project.resolve("target/functions"), artifacts);
    for (var part : List.of("api", "statemachines")) {
      PlantedBug.copy(project.resolve(part), folder.resolve(part));
    }
    var template = Files.readString(project.resolve("template.yaml"));
    for (var resource : guards.stream().map(Guard::resource).distinct().toList()) {
      template = withCopy(template, resource, same(resource), DEFINITION);
      if (!resource.equals(WORKFLOW)) {
        link(project.resolve("target/functions").resolve(resource), artifacts, same(resource));
      }
    }
    for (var number = 0; number < guards.size(); number++) {
      var bug = guards.get(number).weakening();
      var resource = guards.get(number).resource();
      var copy = weak(resource, number);
      template = withCopy(template, resource, copy, definition(number));
      if (bug.functions().isEmpty()) {
        Files.writeString(folder.resolve(definition(number)), bug.withMistake(project));
      } else {
        bug.plantInFunction(
            project,
            project.resolve("target/functions").resolve(resource),
            artifacts.resolve(copy),
            folder.resolve("changed" + number));
      }
    }
    var file = folder.resolve("template.yaml");
    Files.writeString(file, template);
    return new WeakenedApplication(file, artifacts);
  }

  private static void linkFunctions(Path built, Path artifacts) throws IOException {
    try (Stream<Path> folders = Files.list(built)) {
      for (var folder : folders.filter(Files::isDirectory).toList()) {
        link(folder, artifacts, folder.getFileName().toString());
      }
    }
  }

  private static void link(Path built, Path artifacts, String name) throws IOException {
    Files.createSymbolicLink(artifacts.resolve(name), built.toAbsolutePath());
  }

  private static String definition(int number) {
    return DEFINITION.replace(".asl", "-weak" + number + ".asl");
  }

  /** With the role beside it, if SAM does not make one. */
  private static String withCopy(String template, String resource, String copy, String definition) {
    var role = resource + "Role";
    var copies =
        withoutEvents(block(template, resource))
            .replace("  " + resource + ":\n", "  " + copy + ":\n")
            .replace("!GetAtt " + role + ".Arn", "!GetAtt " + copy + "Role.Arn")
            .replace(DEFINITION, definition);
    if (copies.contains("Role: !GetAtt")) {
      copies += block(template, role).replace("  " + role + ":\n", "  " + copy + "Role:\n");
    }
    var before = "\n  " + resource + ":\n";
    return template.replace(before, "\n" + copies + before.substring(1));
  }

  /** A resource with its comment-free lines, up to the next one. */
  private static String block(String template, String resource) {
    var lines = new ArrayList<String>();
    var inside = false;
    for (var line : template.lines().toList()) {
      if (line.equals("  " + resource + ":")) {
        inside = true;
      } else if (inside && line.matches(" {0,2}\\S.*")) {
        break;
      }
      if (inside) {
        lines.add(line);
      }
    }
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("The template has no " + resource);
    }
    return String.join("\n", lines) + "\n";
  }

  private static String withoutEvents(String block) {
    return block.replaceAll("(?m)^      Events:\n(?: {7,}.*\n| *\n)*", "");
  }
}

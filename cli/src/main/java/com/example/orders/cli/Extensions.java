package com.example.orders.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import localcloud.cloud.StackSource;

/**
 * The stacks beside the core's: the folders that {@code extensions/pom.xml} lists.
 *
 * @param folder the folder with the list and the extensions
 * @param artifacts one folder an extension, which holds one folder a function
 * @param names in the order of the list
 */
public record Extensions(Path folder, Path artifacts, List<String> names) {
  private static final Pattern COMMENT = Pattern.compile("(?s)<!--.*?-->");
  private static final Pattern ENTRY = Pattern.compile("<module>([^<]+)</module>");

  /** The core sends to it, or is changed by it, only with this parameter. */
  private static final Pattern SWITCH =
      Pattern.compile("(?m)^Metadata:\n  (?:SwitchedOnBy|WorksWith): (\\w+)$");

  /** Its template says that nobody gets it who does not name it. */
  private static final Pattern BY_NAME = Pattern.compile("(?m)^Metadata:\n  Started: by-name$");

  /** All that are listed. */
  public static Extensions of(Project project) {
    var folder = project.root().resolve("extensions");
    try {
      var list = COMMENT.matcher(Files.readString(folder.resolve("pom.xml"))).replaceAll("");
      var names = ENTRY.matcher(list).results().map(entry -> entry.group(1)).toList();
      return new Extensions(folder, project.root().resolve("target/extensions"), names);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Those that the variable {@code EXTENSIONS} chooses.
   *
   * @param choice names with commas between, or {@code none}
   * @throws CommandException if there is no extension of a name
   */
  public Extensions chosen(String choice) {
    if (choice.equals("none")) {
      return only(name -> false);
    }
    var wanted = Arrays.asList(choice.split(","));
    for (var name : wanted) {
      if (!names.contains(name)) {
        throw CommandException.usage(
            "There is no extension %s; there are: %s"
                .formatted(name, names.isEmpty() ? "none" : String.join(", ", names)));
      }
    }
    return only(wanted::contains);
  }

  /** The same, where {@code all} are those that are in use with these parameters of the core. */
  public Extensions chosen(String choice, Set<String> parameters) {
    return choice.equals("all") ? inUse(parameters) : chosen(choice);
  }

  /**
   * Those that do something while only these parameters of the core are set, but for those that are
   * started by their names.
   */
  private Extensions inUse(Set<String> parameters) {
    return only(
        name ->
            !BY_NAME.matcher(text(name)).find()
                && (toggle(name).isEmpty() || parameters.contains(toggle(name))));
  }

  /**
   * Those that do nothing until one of these parameters of the core is set; their templates say so.
   */
  public Extensions switchedOnBy(Set<String> parameters) {
    return only(name -> parameters.contains(toggle(name)));
  }

  private Extensions only(Predicate<String> wanted) {
    return new Extensions(folder, artifacts, names.stream().filter(wanted).toList());
  }

  private String toggle(String name) {
    var switchedOn = SWITCH.matcher(text(name));
    return switchedOn.find() ? switchedOn.group(1) : "";
  }

  private String text(String name) {
    try {
      return Files.readString(template(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path template(String name) {
    return folder.resolve(name).resolve("template.yaml");
  }

  /** Each as a stack that is called as the core's and its folder. */
  public List<StackSource> stacksBeside(String core) {
    return stacksBeside(core, new Parameters(Map.of(), Map.of()));
  }

  /**
   * The same with parameters of their templates.
   *
   * @throws CommandException if there are parameters of an extension that is none of these
   */
  public List<StackSource> stacksBeside(String core, Parameters given) {
    var ofExtensions = given.of(names);
    var stacks = new ArrayList<StackSource>();
    for (var name : names) {
      var parameters = new HashMap<>(Map.of("CoreStackName", core));
      parameters.putAll(ofExtensions.getOrDefault(name, Map.of()));
      stacks.add(
          new StackSource(core + "-" + name, template(name), artifacts.resolve(name), parameters));
    }
    return List.copyOf(stacks);
  }
}

package com.example.orders.cli;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The templates' parameters that a command was given.
 *
 * @param ofCore those of the core's template
 * @param ofExtensions those of an extension's template, by the extension's name
 */
public record Parameters(
    Map<String, String> ofCore, Map<String, Map<String, String>> ofExtensions) {
  private static final Pattern PARAMETER = Pattern.compile("(?:([\\w-]+)\\.)?(\\w+)=(.*)");

  /** A comma within a value is none between two. */
  private static final String BETWEEN = ",(?=(?:[\\w-]+\\.)?\\w+=)";

  public Parameters {
    ofCore = Map.copyOf(ofCore);
    ofExtensions = Map.copyOf(ofExtensions);
  }

  /**
   * Reads {@code A=b,C=d,an-extension.E=f}.
   *
   * @throws CommandException if it is none
   */
  public static Parameters parse(String list) {
    var ofCore = new HashMap<String, String>();
    var ofExtensions = new HashMap<String, Map<String, String>>();
    for (var text : list.isBlank() ? new String[0] : list.split(BETWEEN)) {
      var parameter = PARAMETER.matcher(text);
      if (!parameter.matches()) {
        throw CommandException.usage(
            "PARAMETERS must be like Capacity=standard,Stage=dev, not: " + list);
      }
      var extension = parameter.group(1);
      var parameters =
          extension == null
              ? ofCore
              : ofExtensions.computeIfAbsent(extension, name -> new HashMap<>());
      parameters.put(parameter.group(2), parameter.group(3));
    }
    return new Parameters(ofCore, ofExtensions);
  }

  /** Reads those of the core alone; ends the command if there are others or it is none. */
  public static Map<String, String> parseOfCore(String list) {
    try {
      var parameters = parse(list);
      parameters.of(Set.of());
      return parameters.ofCore();
    } catch (CommandException e) {
      Console.fail(e);
      throw e;
    }
  }

  /**
   * Those of extensions.
   *
   * @param started the names of all that are started
   * @throws CommandException if there are others, which would be without effect
   */
  Map<String, Map<String, String>> of(Collection<String> started) {
    for (var extension : ofExtensions.keySet()) {
      if (!started.contains(extension)) {
        throw CommandException.usage(
            "PARAMETERS sets one of %s, which is no extension that is started here"
                .formatted(extension));
      }
    }
    return ofExtensions;
  }
}

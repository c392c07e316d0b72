package com.example.orders.cli;

import java.util.HashMap;
import java.util.Map;

/** The template's parameters that a command was given. */
public final class Parameters {
  private Parameters() {}

  /**
   * Reads {@code A=b,C=d}; a comma within a value is none between two. Ends the command if it is
   * none.
   */
  public static Map<String, String> parse(String list) {
    var parameters = new HashMap<String, String>();
    for (var parameter : list.isBlank() ? new String[0] : list.split(",(?=\\w+=)")) {
      if (!parameter.matches("\\w+=.*")) {
        Console.fail("PARAMETERS must be like Capacity=standard,Stage=dev, not: " + list);
      }
      var equals = parameter.indexOf('=');
      parameters.put(parameter.substring(0, equals), parameter.substring(equals + 1));
    }
    return parameters;
  }
}

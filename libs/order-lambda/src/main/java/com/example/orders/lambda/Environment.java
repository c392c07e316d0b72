package com.example.orders.lambda;

import java.time.Duration;
import java.util.Map;

/** The settings of a function: what template.yaml writes into its environment. */
public final class Environment {

  private Environment() {}

  /**
   * The value of a variable.
   *
   * @throws IllegalStateException if the function has no such variable
   */
  public static String variable(String name) {
    var value = System.getenv(name);
    if (value == null) {
      throw new IllegalStateException("The function has no variable " + name);
    }
    return value;
  }

  /** The same where a function may have no such variable. */
  public static String textOr(String name, String otherwise) {
    var value = System.getenv(name);
    return value == null ? otherwise : value;
  }

  /** A switch; anything but {@code on} is off. */
  public static boolean isOn(String name) {
    return variable(name).equals("on");
  }

  /**
   * Whether faults may be let into calls: by a switch of its own, and in a stack for trying only.
   */
  public static boolean takesExperiments() {
    return takesExperiments(System.getenv());
  }

  static boolean takesExperiments(Map<String, String> variables) {
    return "on".equals(variables.get("CHAOS")) && "dev".equals(variables.get("STAGE"));
  }

  /** A variable that holds a whole number. */
  public static int number(String name) {
    return Integer.parseInt(variable(name));
  }

  /** The same where a function may have no such variable. */
  public static int numberOr(String name, int otherwise) {
    var value = System.getenv(name);
    return value == null ? otherwise : Integer.parseInt(value);
  }

  /** A variable that holds a time in whole seconds. */
  public static Duration seconds(String name) {
    return Duration.ofSeconds(Long.parseLong(variable(name)));
  }
}

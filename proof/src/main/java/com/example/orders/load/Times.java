package com.example.orders.load;

import java.util.HashMap;
import java.util.Map;

/**
 * How long things take, in seconds.
 *
 * @param invocation of a function that is not named
 * @param call of another service
 * @param named of single functions, by their names
 */
public record Times(double invocation, double call, Map<String, Double> named) {
  /** docs/limits.md assumes the same. */
  public static final Times ASSUMED = new Times(0.2, 0.02, Map.of());

  public Times {
    named = Map.copyOf(named);
  }

  /** The same with a function that takes so long. */
  public Times with(String function, double seconds) {
    var all = new HashMap<>(named);
    all.put(function, seconds);
    return new Times(invocation, call, all);
  }

  double of(String function) {
    return named.getOrDefault(function, invocation);
  }
}

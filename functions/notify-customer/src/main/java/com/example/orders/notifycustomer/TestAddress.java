package com.example.orders.notifycustomer;

import java.util.regex.Pattern;

/** What an address makes the shipped notifier do. */
sealed interface TestAddress {
  Pattern SIMULATOR =
      Pattern.compile(
          "(bounce|throttle|slow)(?:\\+([a-z0-9]{1,20}))?@simulator\\.orderly\\.example");
  int THROTTLED = 2;

  record Deliver() implements TestAddress {}

  record Bounce() implements TestAddress {}

  record Throttle(int times) implements TestAddress {}

  record DeliverSlowly() implements TestAddress {}

  static TestAddress of(String email) {
    var simulator = SIMULATOR.matcher(email);
    if (!simulator.matches()) {
      return new Deliver();
    }
    var label = simulator.group(2);
    return switch (simulator.group(1)) {
      case "bounce" -> new Bounce();
      case "slow" -> new DeliverSlowly();
      default ->
          new Throttle(
              label != null && label.matches("\\d{1,3}") ? Integer.parseInt(label) : THROTTLED);
    };
  }
}

package com.example.orders.webhookreceiver;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the sample receiver is started.
 *
 * @param failures the statuses of its first answers
 */
record ReceiverSettings(int port, List<String> secrets, List<Integer> failures) {
  static final String USAGE =
      "Give SECRET=whsec_… as the registration answered it, and if you like PORT=3200"
          + " FAIL=503,503 (statuses from 300 to 599)";

  private static final Pattern SECRETS = Pattern.compile("whsec_[\\w+/=]+(,whsec_[\\w+/=]+)*");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final Pattern FAILURES = Pattern.compile("([345][0-9]{2}(,[345][0-9]{2})*)?");

  /** Empty if they are none. */
  static Optional<ReceiverSettings> of(Map<String, String> environment) {
    var secrets = environment.getOrDefault("SECRET", "");
    var given = environment.getOrDefault("PORT", "");
    var port = given.isEmpty() ? "3200" : given;
    var failures = environment.getOrDefault("FAIL", "");
    return SECRETS.matcher(secrets).matches()
            && PORT.matcher(port).matches()
            && Integer.parseInt(port) <= 65_535
            && FAILURES.matcher(failures).matches()
        ? Optional.of(
            new ReceiverSettings(Integer.parseInt(port), split(secrets), numbers(failures)))
        : Optional.empty();
  }

  private static List<String> split(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split(","));
  }

  private static List<Integer> numbers(String text) {
    return split(text).stream().map(Integer::valueOf).toList();
  }
}

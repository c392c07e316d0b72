package com.example.orders.local.cloud;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A statement of an identity-based policy, as the IAM guide's policy grammar has it. */
record PolicyStatement(
    String role,
    String policy,
    int index,
    boolean allows,
    List<String> actions,
    List<String> resources) {

  /** What the statement has to say to this action on this resource; empty if nothing. */
  Optional<Grant> match(String action, String resource) {
    for (var one : actions) {
      // Actions do not tell upper from lower case, ARNs do.
      if (matches(one.toLowerCase(Locale.ROOT), action.toLowerCase(Locale.ROOT))) {
        for (var arn : resources) {
          if (matches(arn, resource)) {
            return Optional.of(new Grant(role, policy, index, one, arn));
          }
        }
      }
    }
    return Optional.empty();
  }

  List<Grant> grants() {
    var grants = new ArrayList<Grant>();
    for (var action : actions) {
      for (var resource : resources) {
        grants.add(new Grant(role, policy, index, action, resource));
      }
    }
    return grants;
  }

  private static boolean matches(String pattern, String text) {
    var regex =
        pattern
            .chars()
            .mapToObj(
                c ->
                    switch (c) {
                      case '*' -> ".*";
                      case '?' -> ".";
                      default -> Pattern.quote(Character.toString(c));
                    })
            .collect(Collectors.joining());
    return Pattern.compile(regex, Pattern.DOTALL).matcher(text).matches();
  }
}

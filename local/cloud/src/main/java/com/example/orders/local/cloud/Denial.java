package com.example.orders.local.cloud;

import java.util.Locale;

/**
 * A call that was refused.
 *
 * @param caller the ARN of the role
 * @param action the IAM action that the call needs
 * @param explicit whether a statement denies it; otherwise none allows it
 */
public record Denial(String caller, String action, String resource, boolean explicit) {
  /** IAM's wording (IAM guide, "Troubleshoot access denied error messages"). */
  String message(String session) {
    // SQS alone spells its actions in lower case here.
    var spelled = action.startsWith("sqs:") ? action.toLowerCase(Locale.ROOT) : action;
    var role = caller.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/");
    var user = role + "/" + session;
    var why =
        explicit
            ? "with an explicit deny in an identity-based policy"
            : "because no identity-based policy allows the " + spelled + " action";
    return "User: %s is not authorized to perform: %s on resource: %s %s"
        .formatted(user, spelled, resource, why);
  }
}

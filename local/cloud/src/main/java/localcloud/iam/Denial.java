package localcloud.iam;

import java.util.Locale;

/**
 * A call that was refused.
 *
 * @param caller the ARN of the role, or a service in its own name
 * @param action the IAM action that the call needs
 * @param basis whose policy refuses it
 * @param explicit whether a statement denies it; otherwise none allows it
 */
public record Denial(String caller, String action, String resource, Basis basis, boolean explicit) {
  /** The kinds of policies that are evaluated here. */
  public enum Basis {
    IDENTITY,
    RESOURCE,
    /** Whom a role trusts. */
    TRUST
  }

  /** IAM's wording (IAM guide, "Troubleshoot access denied error messages"). */
  String message(String session) {
    // SQS alone spells its actions in lower case here.
    var spelled = action.startsWith("sqs:") ? action.toLowerCase(Locale.ROOT) : action;
    var role = caller.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/");
    var user = ServiceCall.isService(caller) ? caller : role + "/" + session;
    var policy = basis == Basis.IDENTITY ? "identity-based policy" : "resource-based policy";
    var why =
        explicit
            ? "with an explicit deny in " + (basis == Basis.IDENTITY ? "an " : "a ") + policy
            : "because no " + policy + " allows the " + spelled + " action";
    return "User: %s is not authorized to perform: %s on resource: %s %s"
        .formatted(user, spelled, resource, why);
  }
}

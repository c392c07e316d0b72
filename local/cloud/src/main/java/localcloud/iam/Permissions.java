package localcloud.iam;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;
import localcloud.endpoint.CallInterceptor;
import localcloud.endpoint.CallNotes;
import localcloud.iam.Denial.Basis;
import localcloud.iam.ResourcePolicies.Word;
import localcloud.lambda.LogSink;
import localcloud.sam.Stack;
import localcloud.sqs.QueuePolicyCalls;
import org.jspecify.annotations.Nullable;

/**
 * Checks each call against the policies of the caller's role and of the resource, and keeps count
 * of which of the roles' are used: what is missing fails here and not after the deployment, and
 * what is too much is seen.
 *
 * <p>A role may do what its policies allow, a service in its own name what the resource's policy
 * allows, and neither what the resource's policy denies. The account's root may do everything.
 * Permissions boundaries are not read.
 */
public final class Permissions implements CallInterceptor {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Many enough to read; a loop that is refused again and again with new names adds no more. */
  private static final int MOST_DENIALS = 1_000;

  private record Rules(String account, Needs needs, LogSink logs) {}

  /** Null if nothing is checked. */
  private final @Nullable Rules rules;

  private final Set<Grant> used = ConcurrentHashMap.newKeySet();
  private final Set<Denial> denials = ConcurrentHashMap.newKeySet();

  private final Roles roles = new Roles();
  private final ResourcePolicies resources = new ResourcePolicies();

  private Permissions(@Nullable Rules rules) {
    this.rules = rules;
  }

  /** Lets everybody do everything. */
  public static Permissions unchecked() {
    return new Permissions(null);
  }

  /** The roles whose policies are checked. */
  public Roles roles() {
    return roles;
  }

  /** The resource-based policies that are checked. */
  public ResourcePolicies resources() {
    return resources;
  }

  /** Calls are checked; those that are refused are logged. */
  public static Permissions of(Stack stack, LogSink logs) {
    var machines =
        stack.ofType("AWS::StepFunctions::StateMachine").stream()
            .map(machine -> machine.arn())
            .toList();
    var rules = new Rules(stack.accountId(), Needs.of(stack, machines), logs);
    return new Permissions(rules);
  }

  @Override
  public AwsAnswer intercept(AwsCall call, AwsService next) {
    var now = rules;
    if (now == null) {
      return next.answer(call);
    }
    if (call.principal().contains(":role/") || ServiceCall.isService(call.principal())) {
      for (var need : now.needs().of(call)) {
        var denial = denial(now, call, need);
        if (denial.isPresent()) {
          record(now, denial.get());
          CallNotes.denied(denial.get().action());
          return refuse(call, denial.get());
        }
      }
    }
    return QueuePolicyCalls.withPolicyKept(call, next, now.needs(), resources);
  }

  /**
   * Whether a service may take a role, for one of the stack's resources.
   *
   * @param service the service's principal
   * @param source the ARN of that resource
   */
  public boolean trusts(String role, String service, String source) {
    var now = rules;
    if (now == null || !resources.knows(role)) {
      return true;
    }
    var action = ServiceCall.TAKE_ROLE;
    var context = ServiceCall.context(service, action, source, now.account());
    var word = resources.about(role, service, action, context);
    if (word == Word.ALLOWED) {
      return true;
    }
    record(now, new Denial(service, action, role, Basis.TRUST, word == Word.DENIED));
    return false;
  }

  /** Why a role may not do this, in IAM's words, with a session of it as the user. */
  Optional<String> refusal(String role, String session, String action, String resource) {
    var now = rules;
    if (now == null) {
      return Optional.empty();
    }
    var denial = identityDenial(role, new Need(action, resource));
    denial.ifPresent(refused -> record(now, refused));
    return denial.map(refused -> refused.message(session));
  }

  /**
   * Whether a resource's policy or the caller's role lets a caller in.
   *
   * @param role null for anybody
   * @param context the request's condition keys, in lower case
   */
  boolean admits(
      @Nullable String role, String action, String resource, Map<String, String> context) {
    var now = rules;
    if (now == null) {
      return true;
    }
    var word = resources.about(resource, role == null ? "*" : role, action, context);
    if (word != Word.NOTHING) {
      return word == Word.ALLOWED;
    }
    var refused =
        role == null
            ? Optional.of(new Denial("*", action, resource, Basis.RESOURCE, false))
            : identityDenial(role, new Need(action, resource));
    refused.ifPresent(denial -> record(now, denial));
    return refused.isEmpty();
  }

  /** Whether a caller's own policies allow this; a service and the account's root may. */
  public boolean allows(String principal, String action, String resource) {
    return rules == null
        || !principal.contains(":role/")
        || identityDenial(principal, new Need(action, resource)).isEmpty();
  }

  /** All that the roles of the template may do. */
  public List<Grant> grants() {
    var now = rules;
    return now == null
        ? List.of()
        : roles.all().stream()
            .flatMap(role -> role.grants().stream())
            .distinct()
            .sorted(Comparator.comparing(Grant::toString))
            .toList();
  }

  /** What the roles may do and no call has needed since the start. */
  public List<Grant> unused() {
    return grants().stream().filter(grant -> !used.contains(grant)).toList();
  }

  /** What was refused since the start, the first thousand. */
  public Set<Denial> denials() {
    return Set.copyOf(denials);
  }

  public String json() {
    var root = JSON.createObjectNode();
    var all = grants();
    var unused = unused();
    root.put("checked", rules != null);
    root.put("grants", all.size());
    root.put("used", all.size() - unused.size());
    root.set("unused", JSON.valueToTree(unused));
    root.set("denied", JSON.valueToTree(denials()));
    return root.toString();
  }

  private Optional<Denial> denial(Rules now, AwsCall call, Need need) {
    var isService = ServiceCall.isService(call.principal());
    var word = Word.NOTHING;
    for (var resource : need.resources()) {
      word = policyOf(resource, now, call, need);
      if (word == Word.DENIED || isService && word == Word.NOTHING) {
        var denied = word == Word.DENIED;
        return Optional.of(
            new Denial(call.principal(), need.action(), resource, Basis.RESOURCE, denied));
      }
    }
    // Within an account a resource's policy that names the role is enough.
    return isService || word == Word.ALLOWED
        ? Optional.empty()
        : identityDenial(call.principal(), need);
  }

  /** Most resources have no policy, and then nobody asks for the request's context. */
  private Word policyOf(String resource, Rules now, AwsCall call, Need need) {
    if (resources.of(resource).isEmpty()) {
      return Word.NOTHING;
    }
    var source = call.caller().source();
    var context = ServiceCall.context(call.principal(), need.action(), source, now.account());
    return resources.about(resource, call.principal(), need.action(), need.with(context));
  }

  private Optional<Denial> identityDenial(String arn, Need need) {
    var role = roles.find(arn);
    var id = role.map(Roles.Role::id).orElse("");
    var statements = role.map(Roles.Role::statements).orElse(List.of());
    for (var resource : need.resources()) {
      Grant first = null;
      for (var statement : statements) {
        var match = statement.match(id, need.action(), resource, need.context());
        if (match.isPresent() && !statement.allows()) {
          return Optional.of(new Denial(arn, need.action(), resource, Basis.IDENTITY, true));
        }
        first = first == null ? match.orElse(null) : first;
      }
      if (first != null) {
        // Only the first: a statement that repeats another one is not needed.
        used.add(first);
        return Optional.empty();
      }
    }
    return Optional.of(
        new Denial(arn, need.action(), need.resources().getFirst(), Basis.IDENTITY, false));
  }

  private static AwsAnswer refuse(AwsCall call, Denial denial) {
    // Nobody has assumed the role, so there is no session name.
    return AccessDenied.answer(call, denial.message("local"));
  }

  private void record(Rules now, Denial denial) {
    if (denials.size() < MOST_DENIALS) {
      denials.add(denial);
    }
    now.logs()
        .line(
            "iam",
            "iam",
            "%s: %s may not %s on %s"
                .formatted(
                    (denial.explicit() ? "explicit deny" : "no statement allows it")
                        + (denial.basis() == Basis.IDENTITY ? "" : " in the resource's policy"),
                    denial.caller(),
                    denial.action(),
                    denial.resource()));
  }
}

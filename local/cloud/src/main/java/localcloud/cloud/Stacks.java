package localcloud.cloud;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import localcloud.iam.Permissions;
import localcloud.iam.ServiceRoles;
import localcloud.resources.Provision;
import localcloud.sam.Finding;
import localcloud.sam.InvalidTemplateException;
import localcloud.sam.Stack;
import localcloud.sam.StackPlan;
import localcloud.sam.StackResource;
import localcloud.sam.TemplateException;

/**
 * The stacks of the account in the order in which they were made. Each can import what those before
 * it export; names, ARNs and exports are the account's, so no two stacks may have the same.
 */
final class Stacks {
  private final SequencedMap<String, Stack> byName = new LinkedHashMap<>();
  private final List<StackPlan> plans;
  private final Stack account;

  private Stacks(List<StackPlan> plans) {
    this.plans = List.copyOf(plans);
    plans.forEach(plan -> byName.put(plan.stack().name(), plan.stack()));
    account = united();
  }

  /**
   * Makes the stacks one after the other.
   *
   * @param loader makes one, given what those before it export
   * @throws TemplateException that names the stack, for example for an import that nobody exports
   */
  static Stacks load(
      List<StackSource> sources, BiFunction<StackSource, Map<String, String>, StackPlan> loader) {
    var plans = new ArrayList<StackPlan>();
    var made = new ArrayList<Stack>();
    var exports = new HashMap<String, String>();
    for (var source : sources) {
      try {
        var plan = loader.apply(source, exports);
        var stack = plan.stack();
        refuseWhatIsThere(stack, made);
        plans.add(plan);
        made.add(stack);
        exports.putAll(stack.exportedValues());
      } catch (TemplateException e) {
        throw made.isEmpty() ? e : e.at("stack " + source.name());
      } catch (InvalidTemplateException e) {
        throw made.isEmpty() ? e : e.at("stack " + source.name());
      }
    }
    return new Stacks(plans);
  }

  private static void refuseWhatIsThere(Stack stack, List<Stack> others) {
    for (var other : others) {
      for (var export : stack.exports().keySet()) {
        if (other.exports().containsKey(export)) {
          throw new TemplateException(
              "Export with name %s is already exported by stack %s"
                  .formatted(export, other.name()));
        }
      }
      var arns = new HashMap<String, StackResource>();
      other.resources().values().forEach(resource -> arns.put(resource.arn(), resource));
      for (var resource : stack.resources().values()) {
        if (resource.arn().startsWith("arn:") && arns.containsKey(resource.arn())) {
          throw new TemplateException(
              "resource %s: Resource of type '%s' with identifier '%s' already exists in stack %s"
                  .formatted(resource.logicalId(), resource.type(), resource.ref(), other.name()));
        }
      }
    }
  }

  /** The first one. */
  Stack main() {
    return byName.firstEntry().getValue();
  }

  /** What creates their resources, in the same order. */
  List<StackPlan> plans() {
    return plans;
  }

  /** What the templates say and nobody here heeds, as {@code <type>: <properties>}. */
  List<String> withoutEffect() {
    return plans.stream()
        .flatMap(plan -> plan.withoutEffect().stream())
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * Creates their resources, or some of them.
   *
   * @throws InvalidTemplateException if a service refuses one
   */
  void createIn(Provision provision, Predicate<StackPlan.Step> which) {
    for (var plan : plans) {
      plan.createIn(provision.ofStack(id -> accountId(plan.stack(), id)), which);
    }
  }

  /**
   * Checks that services are trusted by the roles that they get.
   *
   * @param permissions knows the roles
   * @throws InvalidTemplateException with all that are not
   */
  void checkRoles(Permissions permissions) {
    var places = new HashMap<String, Finding>();
    for (var plan : plans) {
      for (var step : plan.steps()) {
        places.put(accountId(plan.stack(), step.logicalId()), step.place());
      }
    }
    var findings =
        new ServiceRoles(account, permissions).untrusted(id -> requireNonNull(places.get(id)));
    if (!findings.isEmpty()) {
      throw new InvalidTemplateException(findings);
    }
  }

  Collection<Stack> all() {
    return byName.values();
  }

  /** A stack by its name or its ID. */
  Optional<Stack> find(String nameOrId) {
    return all().stream()
        .filter(stack -> stack.name().equals(nameOrId) || stack.id().equals(nameOrId))
        .findFirst();
  }

  /** The stacks that import an export, by their names. */
  List<String> importers(String export) {
    return all().stream()
        .filter(stack -> stack.imports().contains(export))
        .map(Stack::name)
        .toList();
  }

  /**
   * All resources of the account as if they were one stack's. The main stack's have their logical
   * IDs, the others' {@code <stack>/<logical ID>}.
   */
  Stack account() {
    return account;
  }

  /** By which ID a stack's resource is known in the account. */
  String accountId(Stack stack, String logicalId) {
    return stack.equals(main()) ? logicalId : stack.name() + "/" + logicalId;
  }

  private Stack united() {
    var resources = new LinkedHashMap<String, StackResource>();
    for (var stack : all()) {
      for (var resource : stack.resources().values()) {
        var id = accountId(stack, resource.logicalId());
        resources.put(
            id,
            new StackResource(
                id,
                resource.type(),
                resource.properties(),
                resource.ref(),
                resource.attributes(),
                resource.metadata()));
      }
    }
    return new Stack(
        main().name(),
        main().region(),
        main().accountId(),
        resources,
        main().outputs(),
        new LinkedHashMap<>(),
        new LinkedHashSet<>(),
        main().parameters());
  }
}

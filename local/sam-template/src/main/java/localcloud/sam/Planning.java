package localcloud.sam;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import localcloud.resources.InvalidPropertyException;
import localcloud.resources.Properties;
import localcloud.resources.Resource;
import localcloud.resources.ResourceType;
import localcloud.sam.StackPlan.Step;
import org.jspecify.annotations.Nullable;

/** Lets each resource of a stack be read by its handler. */
final class Planning {
  private final StackResolver.Resolved resolved;
  private final HandlerList handlers;
  private final @Nullable Path artifacts;
  private final Findings findings;
  private final SequencedMap<String, StackResource> runnable = new LinkedHashMap<>();
  private final TreeMap<String, Set<String>> withoutEffect = new TreeMap<>();
  private final List<Step> steps = new ArrayList<>();

  /**
   * Without a resource read yet.
   *
   * @param artifacts the folder of built code; null if the code is not looked for
   * @param unexpanded what of SAM's types has no effect, by type
   */
  Planning(
      StackResolver.Resolved resolved,
      HandlerList handlers,
      @Nullable Path artifacts,
      Findings findings,
      SortedMap<String, Set<String>> unexpanded) {
    this.resolved = resolved;
    this.handlers = handlers;
    this.artifacts = artifacts;
    this.findings = findings;
    withoutEffect.putAll(unexpanded);
  }

  StackPlan plan() {
    var stack = resolved.stack();
    var parts = new PartList(stack, handlers);
    var wholesLast =
        stack.resources().values().stream().sorted(Comparator.comparing(parts::isWhole)).toList();
    wholesLast.forEach(resource -> read(resource, parts));
    if (findings.count() == 0) {
      parts.lost().forEach((part, property) -> refuseLost(part, property));
    }
    findings.complain();
    var order = List.copyOf(stack.resources().keySet());
    steps.sort(Comparator.comparing(step -> order.indexOf(step.logicalId())));
    var inOrder = new LinkedHashMap<String, StackResource>();
    order.forEach(id -> inOrder.put(id, requireNonNull(runnable.get(id))));
    return new StackPlan(
        stack.withResources(inOrder),
        withoutEffect.entrySet().stream()
            .map(type -> type.getKey() + ": " + String.join(", ", type.getValue()))
            .toList(),
        steps);
  }

  private void refuseLost(StackResource part, String property) {
    var raw = requireNonNull(resolved.raw().get(part.logicalId()));
    findings
        .of(raw)
        .add(property, "names no resource of this stack that it belongs to", "name one by !Ref");
  }

  private void read(StackResource resource, PartList parts) {
    if (findings.has(resource.logicalId())) {
      return;
    }
    var raw = requireNonNull(resolved.raw().get(resource.logicalId()));
    var handler = handlers.of(resource.type());
    var type = handler.type();
    var problems = findings.of(raw);
    if (type.notRun().isPresent()) {
      problems.add("", "does not run locally", type.notRun().get());
      return;
    }
    type.withoutEffectIn(resource.properties())
        .forEach(
            path -> withoutEffect.computeIfAbsent(type.name(), key -> new TreeSet<>()).add(path));
    var properties = Properties.of(type, withCode(resource), problems);
    try {
      var creation = handler.read(resource(resource, properties, parts(resource, parts)));
      checkRead(type, properties);
      steps.add(new Step(resource.logicalId(), resource.type(), findings.at(raw), creation));
    } catch (InvalidPropertyException e) {
      e.addTo(problems);
    }
    runnable.put(resource.logicalId(), resource.with(properties.all()));
  }

  private Resource.Parts parts(StackResource whole, PartList parts) {
    var all = new ArrayList<Resource>();
    var named = parts.of(whole);
    for (var part : named) {
      if (!findings.has(part.logicalId())) {
        var raw = requireNonNull(resolved.raw().get(part.logicalId()));
        var type = handlers.of(part.type()).type();
        var properties = Properties.of(type, part.properties(), findings.of(raw));
        all.add(resource(part, properties, Resource.Parts.NONE));
      }
    }
    return new Resource.Parts(all, all.size() == named.size());
  }

  private Resource resource(StackResource of, Properties properties, Resource.Parts parts) {
    return new Resource(
        of.logicalId(),
        of.type(),
        of.ref(),
        of.attributes(),
        properties,
        parts,
        resolved.needs(of.logicalId()));
  }

  /** Nothing may be accepted and then forgotten. */
  private static void checkRead(ResourceType type, Properties properties) {
    if (!properties.unread().isEmpty()) {
      throw new IllegalStateException(
          "The handler of " + type.name() + " does not read " + properties.unread());
    }
  }

  /** Code and layers are in the folder of artifacts, or where the template has them. */
  private ObjectNode withCode(StackResource resource) {
    var properties = (ObjectNode) resource.properties().deepCopy();
    var place =
        switch (resource.type()) {
          case "AWS::Lambda::Function" -> "Code";
          case "AWS::Lambda::LayerVersion" -> "Content";
          default -> "";
        };
    if (artifacts != null && properties.get(place) instanceof ObjectNode code) {
      code.put("Artifacts", artifacts.toString());
    }
    return properties;
  }
}

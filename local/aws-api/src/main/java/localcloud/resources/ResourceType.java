package localcloud.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A resource type's properties, and what Ref and Fn::GetAtt answer (AWS CloudFormation Template
 * Reference). A property is applied, has no effect here, or is refused; what is not declared is
 * refused. A path such as {@code RedrivePolicy.maxReceiveCount} limits the keys under its parent;
 * the elements of a list are looked at like the list itself. Under a declared path anything goes.
 */
public final class ResourceType {
  /** Tags and descriptions are accepted for every type. */
  private static final Set<String> EVERYWHERE = Set.of("Tags", "Description");

  private final String name;
  private final String nameProperty;
  private final Function<Identity, String> ref;
  private final Map<String, Function<Identity, String>> attributes;
  private final SequencedSet<String> required;
  private final SequencedSet<String> applied;
  private final SequencedSet<String> withoutEffect;
  private final Set<String> replaced;
  private final Map<String, String> refused;
  private final @Nullable String notRun;

  private ResourceType(Builder built) {
    name = built.name;
    nameProperty = built.nameProperty;
    ref = built.ref;
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(built.attributes));
    required = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(built.required));
    applied = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(built.applied));
    withoutEffect = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(built.withoutEffect));
    replaced = Set.copyOf(built.replaced);
    refused = Map.copyOf(built.refused);
    notRun = built.notRun;
  }

  /** Begins a type; {@code Ref} answers the logical ID unless {@link Builder#ref} is given. */
  public static Builder of(String name) {
    return new Builder(name);
  }

  /** Declares a type; each name may be a path. */
  public static final class Builder {
    private final String name;
    private String nameProperty = "";
    private Function<Identity, String> ref = Identity::logicalId;
    private final Map<String, Function<Identity, String>> attributes = new LinkedHashMap<>();
    private final Set<String> required = new LinkedHashSet<>();
    private final Set<String> applied = new LinkedHashSet<>();
    private final Set<String> withoutEffect = new LinkedHashSet<>();
    private final Set<String> replaced = new LinkedHashSet<>();
    private final Map<String, String> refused = new LinkedHashMap<>();
    private @Nullable String notRun;

    private Builder(String name) {
      this.name = name;
    }

    /** The property that may name the resource; it is applied by that. */
    public Builder named(String property) {
      nameProperty = property;
      return this;
    }

    public Builder ref(Function<Identity, String> answer) {
      ref = answer;
      return this;
    }

    public Builder attribute(String attribute, Function<Identity, String> answer) {
      attributes.put(attribute, answer);
      return this;
    }

    /** Properties that must be given; those under another one only where that is given. */
    public Builder required(String... properties) {
      required.addAll(List.of(properties));
      return this;
    }

    /** Properties that the handler reads. */
    public Builder applied(String... properties) {
      applied.addAll(List.of(properties));
      return this;
    }

    /** Properties that change nothing here. */
    public Builder withoutEffect(String... properties) {
      withoutEffect.addAll(List.of(properties));
      return this;
    }

    /** Properties that the template's reader makes others of, before the handler sees any. */
    public Builder replaced(String... properties) {
      replaced.addAll(List.of(properties));
      return this;
    }

    /** A property that AWS knows and the local cloud does not, and what to do instead. */
    public Builder refused(String property, String instead) {
      refused.put(property, instead);
      return this;
    }

    /** The transform knows the type, and the local cloud does not run it: why, and what does. */
    public Builder notRun(String instead) {
      notRun = instead;
      return this;
    }

    public ResourceType build() {
      return new ResourceType(this);
    }
  }

  /** Such as {@code AWS::SQS::Queue}. */
  public String name() {
    return name;
  }

  /** The property that may name a resource; empty if there is none. */
  public String nameProperty() {
    return nameProperty;
  }

  /** The properties, as paths, that a handler has to read. */
  public Set<String> applied() {
    return applied;
  }

  /** The properties, as paths, that a template may have, with an effect here or without one. */
  public Set<String> accepted() {
    var accepted = new TreeSet<>(applied);
    accepted.addAll(withoutEffect);
    accepted.addAll(replaced);
    return accepted;
  }

  /** What Ref answers. */
  public String ref(Identity identity) {
    return ref.apply(identity);
  }

  /** What Fn::GetAtt can be asked for. */
  public Set<String> attributes() {
    return attributes.keySet();
  }

  /** What Fn::GetAtt answers; empty if the type has no such attribute. */
  public Optional<String> attribute(Identity identity, String attribute) {
    return Optional.ofNullable(attributes.get(attribute)).map(answer -> answer.apply(identity));
  }

  /** Why the local cloud does not run the type, though it can be described. */
  public Optional<String> notRun() {
    return Optional.ofNullable(notRun);
  }

  /** Finds every property that is unknown, refused or missing. */
  public void check(JsonNode properties, Problems problems) {
    check("", properties, problems);
    for (var path : required) {
      requireIn("", List.of(path.split("\\.")), properties, problems);
    }
  }

  private void check(String prefix, JsonNode node, Problems problems) {
    if (node.isArray()) {
      node.forEach(element -> check(prefix, element, problems));
      return;
    }
    if (node.isNull()) { // its fault is found elsewhere
      return;
    }
    if (!node.isObject()) {
      problems.add(chopped(prefix), "must be an object", "write its keys: " + keysUnder(prefix));
      return;
    }
    for (var property : node.properties()) {
      var path = prefix + property.getKey();
      if (isKnown(path)) {
        continue;
      }
      if (refused.containsKey(path)) {
        problems.add(path, "is not supported locally", String.valueOf(refused.get(path)));
      } else if (keysUnder(path + ".").isEmpty()) {
        problems.add(path, "is not supported locally", advice(prefix, property.getKey()));
      } else {
        check(path + ".", property.getValue(), problems);
      }
    }
  }

  private boolean isKnown(String path) {
    return applied.contains(path)
        || path.equals(nameProperty)
        || replaced.contains(path)
        || withoutEffect.contains(path)
        || EVERYWHERE.contains(path);
  }

  private String advice(String prefix, String given) {
    return keysUnder(prefix).stream()
        .filter(key -> key.equalsIgnoreCase(given) || Spelling.isClose(key, given))
        .findFirst()
        .map(key -> "did you mean " + prefix + key + "?")
        .orElse("leave it out");
  }

  private Set<String> keysUnder(String prefix) {
    var keys = new TreeSet<String>();
    for (var paths : List.of(applied, withoutEffect, replaced, Set.of(nameProperty))) {
      for (var path : paths) {
        if (path.startsWith(prefix) && path.length() > prefix.length()) {
          keys.add(path.substring(prefix.length()).replaceFirst("\\..*", ""));
        }
      }
    }
    return keys;
  }

  private static String chopped(String prefix) {
    return prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
  }

  private void requireIn(String prefix, List<String> path, JsonNode node, Problems problems) {
    if (node.isArray()) {
      node.forEach(element -> requireIn(prefix, path, element, problems));
      return;
    }
    var key = path.getFirst();
    if (path.size() > 1) {
      if (node.has(key)) {
        requireIn(prefix + key + ".", path.subList(1, path.size()), node.path(key), problems);
      }
    } else if (!node.isNull() && !node.has(key)) {
      problems.add(prefix + key, "is missing", name + " needs it");
    }
  }

  /** A resource's properties without those that have no effect. */
  JsonNode appliedOf(JsonNode properties) {
    return appliedOf("", properties);
  }

  private JsonNode appliedOf(String prefix, JsonNode node) {
    if (node.isArray()) {
      var array = JsonNodeFactory.instance.arrayNode();
      node.forEach(element -> array.add(appliedOf(prefix, element)));
      return array;
    }
    var object = JsonNodeFactory.instance.objectNode();
    for (var property : node.properties()) {
      var path = prefix + property.getKey();
      if (applied.contains(path) || path.equals(nameProperty)) {
        object.set(property.getKey(), property.getValue());
      } else if (hasAppliedUnder(path)) {
        object.set(property.getKey(), appliedOf(path + ".", property.getValue()));
      }
    }
    return object;
  }

  boolean hasAppliedUnder(String path) {
    return applied.stream().anyMatch(one -> one.startsWith(path + "."));
  }

  /** The declared paths among the given properties that have no effect here. */
  public List<String> withoutEffectIn(JsonNode properties) {
    return withoutEffect.stream().filter(path -> isGiven(path, properties)).toList();
  }

  /** Whether a path, through lists as well, is there. */
  static boolean isGiven(String path, JsonNode node) {
    if (node.isArray()) {
      return node.valueStream().anyMatch(element -> isGiven(path, element));
    }
    var dot = path.indexOf('.');
    return dot < 0
        ? node.has(path)
        : isGiven(path.substring(dot + 1), node.path(path.substring(0, dot)));
  }
}

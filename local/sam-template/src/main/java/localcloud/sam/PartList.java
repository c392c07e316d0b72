package localcloud.sam;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which resources of a stack are parts of others. */
final class PartList {
  private final Stack stack;
  private final HandlerList handlers;

  PartList(Stack stack, HandlerList handlers) {
    this.stack = stack;
    this.handlers = handlers;
  }

  boolean isWhole(StackResource resource) {
    return !handlers.of(resource.type()).parts().isEmpty();
  }

  /** The parts of one, in the stack's order. */
  List<StackResource> of(StackResource whole) {
    var properties = handlers.of(whole.type()).parts();
    return stack.resources().values().stream()
        .filter(part -> names(part, properties.get(part.type()), whole))
        .toList();
  }

  private static boolean names(StackResource part, @Nullable String property, StackResource whole) {
    return property != null && part.properties().path(property).asText().equals(whole.ref());
  }

  /** Parts that belong to nothing, with the property that should say to what. */
  Map<StackResource, String> lost() {
    var found = new HashSet<StackResource>();
    stack.resources().values().stream().filter(this::isWhole).map(this::of).forEach(found::addAll);
    var properties = new LinkedHashMap<String, String>();
    handlers.all().forEach(handler -> properties.putAll(handler.parts()));
    var lost = new LinkedHashMap<StackResource, String>();
    for (var resource : stack.resources().values()) {
      var property = properties.get(resource.type());
      if (property != null && !found.contains(resource)) {
        lost.put(resource, property);
      }
    }
    return lost;
  }
}

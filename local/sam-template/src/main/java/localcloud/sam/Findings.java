package localcloud.sam;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import localcloud.resources.Problems;

/** Gathers what is wrong with a template, so that all of it is shown at once. */
final class Findings {
  private final String file;
  private final Map<String, Integer> lines;
  private final Set<Finding> all = new LinkedHashSet<>();

  /** The logical IDs of the resources that have any. */
  private final Set<String> faulty = new HashSet<>();

  /**
   * Without findings yet.
   *
   * @param lines by JSON pointer
   */
  Findings(String file, Map<String, Integer> lines) {
    this.file = file;
    this.lines = lines;
  }

  /**
   * Does a step; if that fails, it is a finding at this place.
   *
   * @return whether nothing new was found
   */
  boolean within(String pointer, String place, Runnable step) {
    var before = count();
    try {
      step.run();
    } catch (TemplateException e) {
      add(pointer, place, String.valueOf(e.getMessage()), e.instead());
    } catch (InvalidTemplateException e) { // in a file of its own
      all.addAll(e.findings());
    }
    return count() == before;
  }

  /** Does a step of one resource. */
  void within(RawResource resource, Runnable step) {
    if (!within("/Resources/" + resource.origin(), place(resource, ""), step)) {
      faulty.add(resource.logicalId());
    }
  }

  /** Whether a resource has a finding, so that it cannot be read on. */
  boolean has(String logicalId) {
    return faulty.contains(logicalId);
  }

  void add(String pointer, String place, String problem, String instead) {
    all.add(new Finding(file, line(pointer), place, problem, instead));
  }

  /** Takes the problems of a resource's properties. */
  Problems of(RawResource resource) {
    return (property, problem, instead) -> {
      faulty.add(resource.logicalId());
      all.add(
          new Finding(
              file, lineOf(resource, property), place(resource, property), problem, instead));
    };
  }

  /** Where a resource stands. */
  Finding at(RawResource resource) {
    return new Finding(file, lineOf(resource, ""), place(resource, ""), "", "");
  }

  private static String place(RawResource resource, String property) {
    var of = resource.isGenerated() ? ", of " + resource.origin() : "";
    return resource.logicalId()
        + (property.isEmpty() ? "" : "." + property)
        + " ("
        + resource.type()
        + of
        + ")";
  }

  /** The line of a pointer, or of the nearest place around it. */
  private int line(String pointer) {
    var at = pointer;
    while (!at.isEmpty()) {
      var line = lines.get(at);
      if (line != null) {
        return line;
      }
      at = at.substring(0, at.lastIndexOf('/'));
    }
    return 0;
  }

  /** What SAM generates has its properties somewhere in the resource that it is made of. */
  private int lineOf(RawResource resource, String property) {
    var origin = "/Resources/" + resource.origin();
    if (property.isEmpty()) {
      return Optional.ofNullable(lines.get(origin + "/Properties/Events/" + eventOf(resource)))
          .orElseGet(() -> line(origin));
    }
    var path = "/" + property.replace('.', '/');
    var key = path.substring(path.lastIndexOf('/'));
    return Optional.ofNullable(lines.get(origin + "/Properties" + path))
        .or(() -> lineUnder(origin + "/", key, eventOf(resource)))
        .or(() -> lineUnder("/Globals/", key, ""))
        .orElseGet(() -> line(origin + "/Properties" + path));
  }

  private static String eventOf(RawResource resource) {
    return resource.isGenerated() && resource.logicalId().startsWith(resource.origin())
        ? resource.logicalId().substring(resource.origin().length())
        : "";
  }

  private Optional<Integer> lineUnder(String prefix, String key, String event) {
    return lines.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix) && entry.getKey().endsWith(key))
        .min(
            Comparator.comparing(
                    (Map.Entry<String, Integer> entry) ->
                        !entry.getKey().contains("/Events/" + event + "/"))
                .thenComparing(Map.Entry::getValue))
        .map(Map.Entry::getValue);
  }

  int count() {
    return all.size();
  }

  /**
   * Ends the reading.
   *
   * @throws InvalidTemplateException if there is any finding, by line
   */
  void complain() {
    if (!all.isEmpty()) {
      var sorted = new ArrayList<>(all);
      sorted.sort(
          Comparator.comparing((Finding one) -> !one.file().equals(file))
              .thenComparing(Finding::line));
      throw new InvalidTemplateException(List.copyOf(sorted));
    }
  }
}

package localcloud.eventbridge;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The event buses of one account and region, one of which is always there. */
final class Buses {
  static final String DEFAULT = "default";

  private static final Pattern NAME = Pattern.compile("[.\\-_A-Za-z0-9]+");

  private final String arnPrefix;
  private final Map<String, Bus> buses = new ConcurrentHashMap<>();

  /**
   * @param arnPrefix what comes before {@code event-bus/NAME}
   */
  Buses(String arnPrefix) {
    this.arnPrefix = arnPrefix;
    create(DEFAULT);
  }

  /** Refuses what is no name of a bus or a rule. */
  static void checkName(String name, int longest) {
    if (!NAME.matcher(name).matches() || name.length() > longest) {
      throw Requests.invalid(
          "1 validation error detected: Value '%s' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [.\\-_A-Za-z0-9]{1,%d}"
              .formatted(name, longest));
    }
  }

  /** The name of a bus, of which the name or the ARN is given. */
  static String nameIn(String nameOrArn) {
    return nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1);
  }

  /** Creates a bus, unless there is one of that name. */
  Bus create(String name) {
    checkName(name, 256);
    var bus = new Bus(name, arnPrefix + "event-bus/" + name);
    if (buses.putIfAbsent(name, bus) != null) {
      throw Requests.exists("Event bus " + name + " already exists.");
    }
    return bus;
  }

  Collection<Bus> all() {
    return buses.values();
  }

  /** The bus of that name or ARN; null if there is none. */
  @Nullable Bus find(String nameOrArn) {
    return buses.get(nameIn(nameOrArn));
  }

  /** The bus of that name or ARN. */
  Bus get(String nameOrArn) {
    var bus = find(nameOrArn);
    if (bus == null) {
      throw Requests.notFound("Event bus " + nameIn(nameOrArn) + " does not exist.");
    }
    return bus;
  }
}

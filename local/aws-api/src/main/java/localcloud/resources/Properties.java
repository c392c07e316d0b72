package localcloud.resources;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import localcloud.aws.AwsException;
import org.jspecify.annotations.Nullable;

/**
 * The only way to a resource's properties. It has those that the type applies and remembers which
 * were read, so that none can be accepted and then forgotten; to ask for one that the type does not
 * declare is an error in the handler.
 */
public final class Properties {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ResourceType type;
  private final String prefix;

  /** Where in the template the values stand: the prefix with the places in lists. */
  private final String place;

  private final JsonNode values;
  private final Set<String> read;
  private final Problems problems;

  private Properties(
      ResourceType type,
      String prefix,
      String place,
      JsonNode values,
      Set<String> read,
      Problems problems) {
    this.type = type;
    this.prefix = prefix;
    this.place = place;
    this.values = values;
    this.read = read;
    this.problems = problems;
  }

  /** The properties of a resource, which its type has checked. */
  public static Properties of(ResourceType type, JsonNode values, Problems problems) {
    return new Properties(type, "", "", type.appliedOf(values), new HashSet<>(), problems);
  }

  /**
   * Properties that come with a call of an API, not with a template.
   *
   * @throws InvalidPropertyException at the first that is wrong, when it is found
   */
  public static Properties ofCall(ResourceType type, JsonNode values) {
    Problems first =
        (property, problem, instead) -> {
          throw new InvalidPropertyException(property, problem, instead);
        };
    type.check(values, first);
    return of(type, values, first);
  }

  /** Whether it is given; to know that is not to read it. */
  public boolean has(String name) {
    declared(name);
    return values.hasNonNull(name);
  }

  /** A value as it is, with all under it; a missing node if it is not given. */
  public JsonNode json(String name) {
    var path = declared(name);
    read.add(path);
    type.applied().stream().filter(one -> one.startsWith(path + ".")).forEach(read::add);
    return values.path(name);
  }

  public @Nullable String text(String name) {
    var value = json(name);
    if (value.isContainerNode()) {
      refuse(name, "must be a text, not " + value, "write a plain value");
      return null;
    }
    return value.isMissingNode() || value.isNull() ? null : value.asText();
  }

  public String text(String name, String otherwise) {
    var text = text(name);
    return text == null ? otherwise : text;
  }

  /** A whole number within bounds, or what else it is. */
  public int number(String name, int otherwise, int least, int most) {
    var number = number(name, least, most);
    return number == null ? otherwise : number;
  }

  /** A whole number within bounds; null if it is not given, or wrong. */
  public @Nullable Integer number(String name, int least, int most) {
    var text = text(name);
    if (text == null) {
      return null;
    }
    if (!text.matches("-?\\d{1,9}")
        || Integer.parseInt(text) < least
        || Integer.parseInt(text) > most) {
      refuse(name, "is " + text, "write a whole number from %d to %d".formatted(least, most));
      return null;
    }
    return Integer.valueOf(text);
  }

  public boolean flag(String name, boolean otherwise) {
    var text = text(name, Boolean.toString(otherwise));
    if (!text.equals("true") && !text.equals("false")) {
      refuse(name, "is " + text, "write true or false");
    }
    return text.equals("true");
  }

  /** A list of texts, or one text as a list of one. */
  public List<String> texts(String name) {
    var value = json(name);
    var texts = new ArrayList<String>();
    for (var text : value.isValueNode() ? List.of(value) : value) {
      texts.add(text.asText());
    }
    return texts;
  }

  /** An object of texts by names that are the user's. */
  public Map<String, String> textsByName(String name) {
    var texts = new LinkedHashMap<String, String>();
    json(name).properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  /** One of some texts, or what else it is; any other is refused. */
  public String oneOf(String name, String otherwise, String... known) {
    var text = text(name, otherwise);
    if (!List.of(known).contains(text)) {
      refuse(name, "is " + text, "write " + String.join(" or ", known));
    }
    return text;
  }

  /** A JSON document: an object or the text of one; a missing node if it is not given, or wrong. */
  public JsonNode document(String name) {
    var value = json(name);
    if (value.isMissingNode() || value.isNull() || value.isObject()) {
      return value;
    }
    try {
      if (value.isTextual() && JSON.readTree(value.asText()) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      // said below
    }
    refuse(name, "is no JSON object", "write an object, or its JSON");
    return MissingNode.getInstance();
  }

  /** Lets a reader of the service look at a value: what it does not take is refused. */
  public void check(String name, String instead, Runnable reader) {
    try {
      reader.run();
    } catch (AwsException e) {
      refuse(name, String.valueOf(e.getMessage()), instead);
    }
  }

  /** What is under a property; empty if it is not given. */
  public Properties object(String name) {
    return under(name, name, values.path(name));
  }

  /** The elements of a list of objects. */
  public List<Properties> objects(String name) {
    var objects = new ArrayList<Properties>();
    for (var element : values.path(name)) {
      objects.add(under(name, name + "." + objects.size(), element));
    }
    return objects;
  }

  private Properties under(String name, String at, JsonNode value) {
    var path = prefix + name;
    if (!type.hasAppliedUnder(path)) {
      throw new IllegalStateException(type.name() + " declares nothing under " + path);
    }
    return new Properties(type, path + ".", place + at + ".", value, read, problems);
  }

  /** Refuses a wrong value; reading goes on, to find what else is wrong. */
  public void refuse(String name, String problem, String instead) {
    var line = problem.lines().findFirst().orElse(""); // a parser may say where in the text it was
    problems.add(place + name, line, instead);
  }

  /** Refuses a property that does not go with the others, if it is given. */
  public void forbid(String name, String problem) {
    if (!json(name).isMissingNode()) {
      refuse(name, problem, "leave it out");
    }
  }

  private String declared(String name) {
    var path = prefix + name;
    if (!type.applied().contains(path)
        && !path.equals(type.nameProperty())
        && !type.hasAppliedUnder(path)) {
      throw new IllegalStateException(type.name() + " does not declare " + path + " as applied");
    }
    return path;
  }

  /** All that the type applies, for those who show a stack; reads nothing. */
  public JsonNode all() {
    return values;
  }

  /** The given properties that nobody has read: the type says that they are applied. */
  public List<String> unread() {
    return type.applied().stream()
        .filter(path -> !read.contains(path) && ResourceType.isGiven(path, values))
        .toList();
  }
}

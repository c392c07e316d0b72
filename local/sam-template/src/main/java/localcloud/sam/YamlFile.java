package localcloud.sam;

import static java.util.stream.Collectors.toCollection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML or JSON file as JSON. No Java type is ever built from it: the node graph is converted by
 * hand, within limits, and a key that appears twice is an error.
 */
final class YamlFile {
  private static final int MOST_NODES = 100_000;
  private static final int DEEPEST = 100;
  private static final Pattern INTEGER = Pattern.compile("[-+]?(0|[1-9][0-9]{0,17})");
  private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]+\\.[0-9]*([eE][-+]?[0-9]+)?");
  private static final Set<Tag> PLAIN_TAGS =
      Set.of(Tag.MAP, Tag.SEQ, Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP);
  private static final Set<String> SHORT_FORMS =
      Stream.of(
              "And Base64 Cidr Condition Equals FindInMap GetAZs GetAtt If ImportValue Join Length"
                  + " Not Or Ref Select Split Sub ToJsonString Transform")
          .flatMap(names -> Stream.of(names.split(" ")))
          .collect(toCollection(TreeSet::new));

  /**
   * A template, and where its keys and elements stand.
   *
   * @param lines from 1, by JSON pointer
   */
  record Template(JsonNode root, Map<String, Integer> lines) {}

  private final String name;
  private final boolean withShortForms;
  private final Map<String, Integer> lines = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private int nodes;

  private YamlFile(String name, boolean withShortForms) {
    this.name = name;
    this.withShortForms = withShortForms;
  }

  /** A template, in which {@code !Ref} and its like become their long forms. */
  static Template template(Path file) {
    var yaml = new YamlFile(file.getFileName().toString(), true);
    return new Template(yaml.read(text(file)), yaml.lines);
  }

  /** A file without short forms: what {@code AWS::Include} fetches, an API or a state machine. */
  static JsonNode plain(Path file) {
    return new YamlFile(file.getFileName().toString(), false).read(text(file));
  }

  static JsonNode plain(String name, String text) {
    return new YamlFile(name, false).read(text);
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new TemplateException("cannot read " + file + ": " + e);
    }
  }

  private JsonNode read(String text) {
    var options = new LoaderOptions();
    options.setMaxAliasesForCollections(50);
    options.setNestingDepthLimit(DEEPEST);
    try {
      var root = new Yaml(options).compose(new StringReader(text));
      var json = root == null ? NullNode.instance : convert(root, "", 0);
      if (!findings.isEmpty()) {
        throw new InvalidTemplateException(findings);
      }
      return json;
    } catch (MarkedYAMLException e) {
      var mark = e.getProblemMark();
      throw broken(mark == null ? 0 : mark.getLine() + 1, e.getProblem());
    } catch (YAMLException e) {
      throw broken(0, String.valueOf(e.getMessage()));
    }
  }

  /** What makes the rest unreadable. */
  private InvalidTemplateException broken(int line, String problem) {
    findings.add(new Finding(name, line, "", problem, ""));
    return new InvalidTemplateException(findings);
  }

  private JsonNode convert(Node node, String pointer, int depth) {
    if (++nodes > MOST_NODES || depth > DEEPEST) {
      throw broken(node.getStartMark().getLine() + 1, "too large or too deeply nested");
    }
    lines.putIfAbsent(pointer, node.getStartMark().getLine() + 1);
    var tag = node.getTag();
    if (tag.getValue().startsWith("!") && !tag.getValue().startsWith("!!")) {
      return longForm(tag.getValue().substring(1), node, pointer, depth);
    }
    if (!PLAIN_TAGS.contains(tag)) {
      return wrong(node, "tag " + tag.getValue() + " is not allowed", "write plain YAML");
    }
    return content(node, pointer, depth);
  }

  private JsonNode content(Node node, String pointer, int depth) {
    return switch (node) {
      case MappingNode mapping -> object(mapping, pointer, depth);
      case SequenceNode sequence -> array(sequence, pointer, depth);
      case ScalarNode scalar -> scalar(scalar);
      default -> wrong(node, "unexpected " + node.getNodeId(), "");
    };
  }

  private ObjectNode object(MappingNode mapping, String pointer, int depth) {
    var object = JsonNodeFactory.instance.objectNode();
    for (var tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key) || Tag.MERGE.equals(key.getTag())) {
        wrong(
            tuple.getKeyNode(),
            "a key must be plain text, and merge keys are not allowed",
            "repeat the content");
        continue;
      }
      var at = pointer + "/" + key.getValue();
      if (object.has(key.getValue())) {
        wrong(key, "key " + key.getValue() + " appears twice", "keep one of them");
        continue;
      }
      lines.put(at, key.getStartMark().getLine() + 1);
      object.set(key.getValue(), convert(tuple.getValueNode(), at, depth + 1));
    }
    return object;
  }

  private ArrayNode array(SequenceNode sequence, String pointer, int depth) {
    var array = JsonNodeFactory.instance.arrayNode();
    for (var element : sequence.getValue()) {
      array.add(convert(element, pointer + "/" + array.size(), depth + 1));
    }
    return array;
  }

  private static JsonNode scalar(ScalarNode scalar) {
    var value = scalar.getValue();
    var tag = scalar.getTag();
    if (tag.equals(Tag.NULL)) {
      return NullNode.instance;
    }
    if (tag.equals(Tag.BOOL)) {
      // CloudFormation reads YAML 1.1, where yes and on are true as well.
      return BooleanNode.valueOf(
          Set.of("true", "yes", "on").contains(value.toLowerCase(Locale.ROOT)));
    }
    if (tag.equals(Tag.INT) && INTEGER.matcher(value).matches()) {
      return LongNode.valueOf(Long.parseLong(value));
    }
    if (tag.equals(Tag.FLOAT) && DECIMAL.matcher(value).matches()) {
      return DecimalNode.valueOf(new BigDecimal(value));
    }
    return TextNode.valueOf(value); // dates, account IDs with leading zeros, …
  }

  private JsonNode longForm(String function, Node node, String pointer, int depth) {
    if (!withShortForms) {
      return wrong(node, "!" + function + ": AWS takes no short forms here", "write the long form");
    }
    if (!SHORT_FORMS.contains(function)) {
      return wrong(node, "tag !" + function + " is unknown", "CloudFormation has " + SHORT_FORMS);
    }
    var value =
        node instanceof ScalarNode scalar
            ? TextNode.valueOf(scalar.getValue())
            : content(node, pointer, depth);
    if (function.equals("GetAtt") && value.isTextual()) {
      var dot = value.textValue().indexOf('.');
      if (dot < 0) {
        return wrong(node, "!GetAtt " + value.textValue(), "write !GetAtt Resource.Attribute");
      }
      value = Json.array(value.textValue().substring(0, dot), value.textValue().substring(dot + 1));
    }
    var isPlain = function.equals("Ref") || function.equals("Condition");
    return Json.object(isPlain ? function : "Fn::" + function, value);
  }

  /** Notes a fault and lets reading go on, to find the others. */
  private JsonNode wrong(Node node, String problem, String instead) {
    findings.add(new Finding(name, node.getStartMark().getLine() + 1, "", problem, instead));
    return NullNode.instance;
  }
}

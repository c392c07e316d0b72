package localcloud.sam;

import static java.util.stream.Collectors.toSet;

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
import java.util.Locale;
import java.util.Set;
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
          .collect(toSet());

  private final String name;
  private final boolean withShortForms;
  private int nodes;

  private YamlFile(String name, boolean withShortForms) {
    this.name = name;
    this.withShortForms = withShortForms;
  }

  /** A template, in which {@code !Ref} and its like become their long forms. */
  static JsonNode template(Path file) {
    return new YamlFile(file.getFileName().toString(), true).read(text(file));
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
      return root == null ? NullNode.instance : convert(root, 0);
    } catch (MarkedYAMLException e) {
      var mark = e.getProblemMark();
      var line = mark == null ? 0 : mark.getLine() + 1;
      throw new TemplateException(name + " line " + line + ": " + e.getProblem());
    } catch (YAMLException e) {
      throw new TemplateException(name + ": " + e.getMessage());
    }
  }

  private JsonNode convert(Node node, int depth) {
    if (++nodes > MOST_NODES || depth > DEEPEST) {
      throw wrong(node, "too large or too deeply nested");
    }
    var tag = node.getTag();
    if (tag.getValue().startsWith("!") && !tag.getValue().startsWith("!!")) {
      return longForm(tag.getValue().substring(1), node, depth);
    }
    if (!PLAIN_TAGS.contains(tag)) {
      throw wrong(node, "tag " + tag.getValue() + " is not allowed");
    }
    return content(node, depth);
  }

  private JsonNode content(Node node, int depth) {
    return switch (node) {
      case MappingNode mapping -> object(mapping, depth);
      case SequenceNode sequence -> array(sequence, depth);
      case ScalarNode scalar -> scalar(scalar);
      default -> throw wrong(node, "unexpected " + node.getNodeId());
    };
  }

  private ObjectNode object(MappingNode mapping, int depth) {
    var object = JsonNodeFactory.instance.objectNode();
    for (var tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key) || Tag.MERGE.equals(key.getTag())) {
        throw wrong(tuple.getKeyNode(), "a key must be plain text, and merge keys are not allowed");
      }
      if (object.has(key.getValue())) {
        throw wrong(key, "key " + key.getValue() + " appears twice");
      }
      object.set(key.getValue(), convert(tuple.getValueNode(), depth + 1));
    }
    return object;
  }

  private ArrayNode array(SequenceNode sequence, int depth) {
    var array = JsonNodeFactory.instance.arrayNode();
    sequence.getValue().forEach(element -> array.add(convert(element, depth + 1)));
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

  private JsonNode longForm(String function, Node node, int depth) {
    if (!withShortForms) {
      throw wrong(node, "!" + function + ": AWS takes no short forms here, write the long form");
    }
    if (!SHORT_FORMS.contains(function)) {
      throw wrong(node, "tag !" + function + " is unknown");
    }
    var value =
        node instanceof ScalarNode scalar
            ? TextNode.valueOf(scalar.getValue())
            : content(node, depth);
    if (function.equals("GetAtt") && value.isTextual()) {
      var dot = value.textValue().indexOf('.');
      if (dot < 0) {
        throw wrong(node, "!GetAtt needs Resource.Attribute, not " + value.textValue());
      }
      value = Json.array(value.textValue().substring(0, dot), value.textValue().substring(dot + 1));
    }
    var isPlain = function.equals("Ref") || function.equals("Condition");
    return Json.object(isPlain ? function : "Fn::" + function, value);
  }

  private TemplateException wrong(Node node, String message) {
    return new TemplateException(
        name + " line " + (node.getStartMark().getLine() + 1) + ": " + message);
  }
}

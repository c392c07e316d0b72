package localcloud.sam;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * CloudFormation's intrinsic functions, as in the chapter "Intrinsic function reference" of its
 * Template Reference.
 */
final class Intrinsics {
  /** Answers Ref and Fn::GetAtt of resources. */
  interface Resources {
    /** The value, or null if the template has no such resource. */
    @Nullable JsonNode ref(String logicalId);

    @Nullable JsonNode attribute(String logicalId, String attribute);

    /** The value that another stack exports under a name. */
    JsonNode imported(String export);
  }

  /** Where no resource may be referred to: in conditions, mappings and the like. */
  static final Resources NO_RESOURCES =
      new Resources() {
        @Override
        public @Nullable JsonNode ref(String logicalId) {
          return null;
        }

        @Override
        public @Nullable JsonNode attribute(String logicalId, String attribute) {
          return null;
        }

        @Override
        public JsonNode imported(String export) {
          throw new TemplateException(
              "Fn::ImportValue " + export + ": nothing can be imported here");
        }
      };

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(!?)([^}]*)}");
  private static final String NO_VALUE = "AWS::NoValue";

  private final Map<String, JsonNode> parameters;
  private final JsonNode mappings;
  private final JsonNode conditions;
  private final Map<String, Boolean> decided = new HashMap<>();
  private final Set<String> deciding = new HashSet<>();

  Intrinsics(Map<String, JsonNode> parameters, JsonNode mappings, JsonNode conditions) {
    this.parameters = parameters;
    this.mappings = mappings;
    this.conditions = conditions;
  }

  /** The values of the parameters that are declared, as CloudFormation shows them. */
  Map<String, String> shown(JsonNode declared) {
    var values = new LinkedHashMap<String, String>();
    declared.forEachEntry((name, parameter) -> values.put(name, shown(name, parameter)));
    return values;
  }

  private String shown(String name, JsonNode declared) {
    var value = parameters.getOrDefault(name, MissingNode.getInstance());
    if (declared.path("NoEcho").asBoolean()) {
      return "****";
    }
    return value.isArray()
        ? value.valueStream().map(JsonNode::asText).collect(Collectors.joining(","))
        : value.asText();
  }

  /** Whether a named condition holds. */
  boolean condition(String name) {
    var known = decided.get(name);
    if (known != null) {
      return known;
    }
    if (!conditions.has(name)) {
      throw new TemplateException("condition " + name + " does not exist");
    }
    if (!deciding.add(name)) {
      throw new TemplateException("condition " + name + " depends on itself");
    }
    var value = holds(conditions.get(name));
    decided.put(name, value);
    return value;
  }

  /** Evaluates a condition function. */
  boolean holds(JsonNode condition) {
    if (condition.isBoolean()) {
      return condition.booleanValue();
    }
    var function = function(condition);
    var argument = function == null ? MissingNode.getInstance() : condition.get(function);
    return switch (function) {
      case "Condition" -> condition(argument.asText());
      case "Fn::Equals" -> {
        var two = arguments(function, argument, 2, 2);
        yield text(resolve(two.get(0))).equals(text(resolve(two.get(1))));
      }
      case "Fn::Not" -> !holds(arguments(function, argument, 1, 1).get(0));
      case "Fn::And" ->
          arguments(function, argument, 2, 10).valueStream().map(this::holds).toList().stream()
              .allMatch(Boolean::booleanValue);
      case "Fn::Or" ->
          arguments(function, argument, 2, 10).valueStream().map(this::holds).toList().stream()
              .anyMatch(Boolean::booleanValue);
      case "Fn::Contains" -> {
        var two = arguments(function, argument, 2, 2);
        var value = text(resolve(two.get(1)));
        yield resolve(two.get(0)).valueStream().anyMatch(element -> text(element).equals(value));
      }
      case null, default -> throw new TemplateException("not a condition: " + condition);
    };
  }

  /** Decides every Fn::If and drops every AWS::NoValue, and leaves all else as it is. */
  JsonNode prune(JsonNode node) {
    var function = function(node);
    if (function != null && function.equals("Fn::If")) {
      return prune(chosen(node.get(function)));
    }
    return isNoValue(node) ? MissingNode.getInstance() : eachChild(node, this::prune);
  }

  /** Resolves a value that refers to no resource. */
  JsonNode resolve(JsonNode node) {
    return resolve(node, NO_RESOURCES);
  }

  /** Resolves every function in a value; MissingNode means AWS::NoValue. */
  JsonNode resolve(JsonNode node, Resources resources) {
    var function = function(node);
    if (function == null) {
      for (var entry : node.properties()) {
        if (entry.getKey().startsWith("Fn::")) {
          throw new TemplateException(entry.getKey() + " must be the only key of its object");
        }
      }
      return eachChild(node, child -> resolve(child, resources));
    }
    return new Call(function, node.get(function), resources).value();
  }

  /** The one function that an object consists of, or null if it is a plain value. */
  private static @Nullable String function(JsonNode node) {
    if (!node.isObject() || node.size() != 1) {
      return null;
    }
    var name = node.fieldNames().next();
    var isReference = name.equals("Ref") && node.get(name).isTextual();
    var isCondition = name.equals("Condition") && node.get(name).isTextual();
    return isReference || isCondition || name.startsWith("Fn::") ? name : null;
  }

  /** Whether an object is a function, or a wrong attempt at one. */
  static boolean isCall(JsonNode node) {
    return function(node) != null
        || node.propertyStream().anyMatch(entry -> entry.getKey().startsWith("Fn::"));
  }

  private static boolean isNoValue(JsonNode node) {
    return "Ref".equals(function(node)) && node.get("Ref").asText().equals(NO_VALUE);
  }

  private static JsonNode eachChild(
      JsonNode node, java.util.function.UnaryOperator<JsonNode> change) {
    if (node instanceof ObjectNode) {
      var object = JsonNodeFactory.instance.objectNode();
      node.forEachEntry(
          (name, value) -> {
            var changed = change.apply(value);
            if (!changed.isMissingNode()) {
              object.set(name, changed);
            }
          });
      return object;
    }
    if (node instanceof ArrayNode) {
      var array = JsonNodeFactory.instance.arrayNode();
      node.valueStream()
          .map(change)
          .filter(changed -> !changed.isMissingNode())
          .forEach(array::add);
      return array;
    }
    return node;
  }

  private JsonNode chosen(JsonNode argument) {
    var three = arguments("Fn::If", argument, 3, 3);
    return condition(three.get(0).asText()) ? three.get(1) : three.get(2);
  }

  private static JsonNode arguments(String function, JsonNode argument, int least, int most) {
    if (!argument.isArray() || argument.size() < least || argument.size() > most) {
      var count = least == most ? "" + least : least + " to " + most;
      throw new TemplateException(function + " takes a list of " + count + ": " + argument);
    }
    return argument;
  }

  /** A scalar as CloudFormation writes it into a string. */
  private static String text(JsonNode value) {
    if (value.isContainerNode() || value.isMissingNode() || value.isNull()) {
      throw new TemplateException("a string is needed here, not " + value);
    }
    return value.asText();
  }

  /** One use of an intrinsic function. */
  private final class Call {
    private final String function;
    private final JsonNode argument;
    private final Resources resources;

    Call(String function, JsonNode argument, Resources resources) {
      this.function = function;
      this.argument = argument;
      this.resources = resources;
    }

    JsonNode value() {
      return switch (function) {
        case "Ref" -> ref(argument.asText());
        case "Condition" -> BooleanNode.valueOf(condition(argument.asText()));
        case "Fn::If" -> resolve(chosen(argument), resources);
        case "Fn::GetAtt" -> getAtt();
        case "Fn::Sub" -> sub();
        case "Fn::Join" -> join();
        case "Fn::Split" -> split();
        case "Fn::Select" -> select();
        case "Fn::FindInMap" -> findInMap();
        case "Fn::ImportValue" -> resources.imported(text(resolved(argument)));
        case "Fn::Base64" -> TextNode.valueOf(base64(text(resolved(argument))));
        case "Fn::Length" -> IntNode.valueOf(resolved(argument).size());
        case "Fn::ToJsonString" -> toJsonString();
        case "Fn::Equals", "Fn::Not", "Fn::And", "Fn::Or" ->
            BooleanNode.valueOf(holds(Json.object(function, argument)));
        case "Fn::GetAZs" -> zones();
        case "Fn::Cidr" -> Cidr.blocks(resolved(argument));
        default ->
            throw new UnsupportedTemplateException(
                function + " is not supported locally", instead());
      };
    }

    private JsonNode resolved(JsonNode node) {
      return resolve(node, resources);
    }

    private JsonNode ref(String name) {
      if (name.equals(NO_VALUE)) {
        return MissingNode.getInstance();
      }
      var value = parameters.getOrDefault(name, resources.ref(name));
      if (value == null) {
        throw new TemplateException(
            "Ref " + name + ": no such parameter or resource", "declare it");
      }
      return value;
    }

    private JsonNode getAtt() {
      var two = arguments(function, dotted(argument), 2, 2);
      return attribute(two.get(0).asText(), text(resolved(two.get(1))));
    }

    private static JsonNode dotted(JsonNode argument) {
      var dot = argument.isTextual() ? argument.textValue().indexOf('.') : -1;
      return dot < 0
          ? argument
          : Json.array(
              argument.textValue().substring(0, dot), argument.textValue().substring(dot + 1));
    }

    private JsonNode attribute(String logicalId, String attribute) {
      var value = resources.attribute(logicalId, attribute);
      if (value == null) {
        throw new TemplateException(
            "GetAtt " + logicalId + "." + attribute + ": no resource " + logicalId, "declare it");
      }
      return value;
    }

    private JsonNode sub() {
      var template = argument.isArray() ? arguments(function, argument, 2, 2).get(0) : argument;
      var variables = argument.isArray() ? argument.get(1) : MissingNode.getInstance();
      return TextNode.valueOf(
          PLACEHOLDER
              .matcher(text(template))
              .replaceAll(match -> Matcher.quoteReplacement(placeholder(match, variables))));
    }

    private String placeholder(java.util.regex.MatchResult match, JsonNode variables) {
      var name = match.group(2).strip();
      if (!match.group(1).isEmpty()) {
        return "${" + match.group(2) + "}"; // ${!Literal} stays as ${Literal}
      }
      if (variables.has(name)) {
        return text(resolved(variables.get(name)));
      }
      var dot = name.indexOf('.');
      return text(dot < 0 ? ref(name) : attribute(name.substring(0, dot), name.substring(dot + 1)));
    }

    private JsonNode join() {
      var two = arguments(function, argument, 2, 2);
      return TextNode.valueOf(
          resolved(two.get(1))
              .valueStream()
              .map(Intrinsics::text)
              .collect(Collectors.joining(two.get(0).asText())));
    }

    private JsonNode split() {
      var two = arguments(function, argument, 2, 2);
      var array = JsonNodeFactory.instance.arrayNode();
      for (var part : text(resolved(two.get(1))).split(Pattern.quote(two.get(0).asText()), -1)) {
        array.add(part);
      }
      return array;
    }

    private JsonNode select() {
      var two = arguments(function, argument, 2, 2);
      var index = resolved(two.get(0)).asInt(-1);
      var list = resolved(two.get(1));
      if (index < 0 || index >= list.size()) {
        throw new TemplateException("Fn::Select: no element " + two.get(0) + " in " + list);
      }
      return list.get(index);
    }

    private JsonNode findInMap() {
      var three = arguments(function, argument, 3, 3);
      var value = mappings;
      var path = new StringBuilder();
      for (var key : three) {
        var name = text(resolved(key));
        path.append(path.isEmpty() ? "" : ".").append(name);
        value = value.path(name);
      }
      if (value.isMissingNode()) {
        throw new TemplateException("Fn::FindInMap: no entry " + path);
      }
      return value;
    }

    /** Three of each region, as most have; an account may see other ones. */
    private JsonNode zones() {
      var asked = text(resolved(argument));
      var region = asked.isEmpty() ? text(ref("AWS::Region")) : asked;
      return Json.array(region + "a", region + "b", region + "c");
    }

    private String instead() {
      return function.startsWith("Fn::ForEach")
          ? "write the resources out: it needs the transform AWS::LanguageExtensions"
          : "write its value";
    }

    private JsonNode toJsonString() {
      try {
        return TextNode.valueOf(Json.MAPPER.writeValueAsString(resolved(argument)));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }

    private static String base64(String text) {
      return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
  }
}

package localcloud.eventbridge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.regex.Pattern;
import localcloud.resources.Properties;

/**
 * What a target gets of an event: all of it, a part, a constant, or a template filled in. See
 * "Amazon EventBridge input transformation" in the EventBridge User Guide.
 */
final class TargetInput {
  private static final Pattern PATH = Pattern.compile("\\$((\\.[\\w/-]+)|(\\[\\d+]))*");
  private static final Pattern STEP = Pattern.compile("\\.([\\w/-]+)|\\[(\\d+)]");
  private static final Pattern VARIABLE = Pattern.compile("<([\\w.-]+)>");

  private static final ObjectReader JSON =
      new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private TargetInput() {}

  /** Refuses what is not allowed together, no JSON, and paths that are not understood here. */
  static void check(Properties target) {
    var inputs = List.of("Input", "InputPath", "InputTransformer");
    if (inputs.stream().filter(target::has).count() > 1) {
      target.refuse(
          "",
          "only one of Input, InputPath and InputTransformer is allowed",
          "leave out the others");
    }
    checkPath(target, "InputPath", target.text("InputPath", "$"));
    var transformer = target.object("InputTransformer");
    transformer.text("InputTemplate");
    transformer
        .textsByName("InputPathsMap")
        .forEach((name, path) -> checkPath(transformer, "InputPathsMap." + name, path));
    var input = target.text("Input", "{}");
    try {
      JSON.readTree(input);
    } catch (JsonProcessingException e) {
      target.refuse("Input", "is no JSON", "write JSON text");
    }
  }

  private static void checkPath(Properties of, String name, String path) {
    if (!PATH.matcher(path).matches()) {
      of.refuse(
          name, "path " + path + " is not supported locally", "write a path such as $.detail.id");
    }
  }

  static String of(Target target, Rule rule, JsonNode event) {
    var settings = target.settings();
    if (settings.has("Input")) {
      return settings.get("Input").asText();
    }
    if (settings.has("InputPath")) {
      return at(event, settings.get("InputPath").asText()).toString();
    }
    if (settings.has("InputTransformer")) {
      return transformed(settings.get("InputTransformer"), rule, event);
    }
    return event.toString();
  }

  private static String transformed(JsonNode transformer, Rule rule, JsonNode event) {
    var template = transformer.path("InputTemplate").asText();
    var result = new StringBuilder();
    var variables = VARIABLE.matcher(template);
    var end = 0;
    var isInString = false;
    while (variables.find()) {
      isInString ^= hasOddQuotes(template, end, variables.start());
      result.append(template, end, variables.start());
      var value = variable(variables.group(1), transformer.path("InputPathsMap"), rule, event);
      result.append(isInString ? insideString(value) : value.toString());
      end = variables.end();
    }
    return result.append(template, end, template.length()).toString();
  }

  private static boolean hasOddQuotes(String template, int from, int to) {
    var odd = false;
    for (var i = from; i < to; i++) {
      if (template.charAt(i) == '\\') {
        i++;
      } else if (template.charAt(i) == '"') {
        odd = !odd;
      }
    }
    return odd;
  }

  /** A value between the quotes of a JSON string: escaped, and without quotes of its own. */
  private static String insideString(JsonNode value) {
    var quoted = TextNode.valueOf(value.isTextual() ? value.asText() : value.toString()).toString();
    return quoted.substring(1, quoted.length() - 1);
  }

  private static JsonNode variable(String name, JsonNode paths, Rule rule, JsonNode event) {
    return switch (name) {
      case "aws.events.rule-arn" -> TextNode.valueOf(rule.arn());
      case "aws.events.rule-name" -> TextNode.valueOf(rule.name());
      case "aws.events.event.ingestion-time" -> event.path("time");
      case "aws.events.event" -> ((ObjectNode) event).deepCopy().without("detail");
      case "aws.events.event.json" -> event;
      default -> {
        var value =
            paths.has(name) ? at(event, paths.get(name).asText()) : MissingNode.getInstance();
        yield value.isMissingNode() ? TextNode.valueOf("") : value;
      }
    };
  }

  private static JsonNode at(JsonNode event, String path) {
    var steps = STEP.matcher(path);
    var node = event;
    while (steps.find()) {
      node =
          steps.group(1) != null
              ? node.path(steps.group(1))
              : node.path(Integer.parseInt(steps.group(2)));
    }
    return node;
  }
}

package localcloud.sam;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A state machine's definition with its {@code DefinitionSubstitutions} filled in, as JSON text.
 */
final class StateMachineDefinition {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z0-9_-]+)}");

  private StateMachineDefinition() {}

  /** Replaces the definition in whatever form by {@code DefinitionString}. */
  static void settle(String logicalId, ObjectNode properties) {
    var text = properties.path("DefinitionString").asText();
    if (properties.has("Definition")) {
      text = properties.remove("Definition").toString();
    }
    if (text.isBlank()) {
      throw new TemplateException("neither DefinitionUri nor Definition is given");
    }
    var values = properties.remove("DefinitionSubstitutions");
    var filled = fill(text, values == null ? MissingNode.getInstance() : values);
    var definition = parse("definition of " + logicalId, filled);
    properties.put("DefinitionString", definition.toString());
  }

  private static String fill(String text, JsonNode values) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            match -> {
              var value = values.path(match.group(1));
              return Matcher.quoteReplacement(
                  value.isMissingNode() ? match.group() : value.asText());
            });
  }

  private static JsonNode parse(String name, String text) {
    JsonNode definition;
    try {
      definition =
          text.stripLeading().startsWith("{")
              ? Json.MAPPER
                  .reader()
                  .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                  .readTree(text)
              : YamlFile.plain(name, text);
    } catch (JsonProcessingException e) {
      throw new TemplateException(name + ": " + e.getOriginalMessage());
    }
    // Looked for after parsing, so that a placeholder in a comment does no harm.
    var left = PLACEHOLDER.matcher(definition.toString());
    if (left.find()) {
      throw new TemplateException(
          name + ": " + left.group() + " is not in DefinitionSubstitutions");
    }
    return definition;
  }
}

package localcloud.sam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values of a template's parameters, checked as CloudFormation checks them, and the pseudo
 * parameters.
 */
final class Parameters {
  private static final Set<String> KNOWN =
      Set.of(
          "Type",
          "Default",
          "Description",
          "NoEcho",
          "ConstraintDescription",
          "AllowedValues",
          "AllowedPattern",
          "MinLength",
          "MaxLength",
          "MinValue",
          "MaxValue");

  private Parameters() {}

  static Map<String, JsonNode> values(
      JsonNode declared, StackSettings settings, Findings findings) {
    var values = pseudo(settings);
    for (var name : settings.parameterOverrides().keySet()) {
      if (!declared.has(name)) {
        findings.add(
            "/Parameters",
            "parameter " + name,
            "is set but not declared",
            "declare it or do not set it");
      }
    }
    declared.forEachEntry(
        (name, declaration) -> {
          var override = settings.parameterOverrides().get(name);
          values.put(name, TextNode.valueOf("")); // for what refers to it, if it has a fault
          findings.within(
              "/Parameters/" + name,
              "parameter " + name,
              () -> values.put(name, value(declaration, override)));
        });
    return values;
  }

  private static Map<String, JsonNode> pseudo(StackSettings settings) {
    var values = new HashMap<String, JsonNode>();
    values.put("AWS::Region", TextNode.valueOf(settings.region()));
    values.put("AWS::AccountId", TextNode.valueOf(settings.accountId()));
    values.put("AWS::StackName", TextNode.valueOf(settings.stackName()));
    values.put(
        "AWS::StackId",
        TextNode.valueOf(Stack.id(settings.region(), settings.accountId(), settings.stackName())));
    values.put("AWS::Partition", TextNode.valueOf("aws"));
    values.put("AWS::URLSuffix", TextNode.valueOf("amazonaws.com"));
    values.put("AWS::NotificationARNs", Json.array());
    return values;
  }

  private static JsonNode value(JsonNode declaration, @Nullable String override) {
    for (var key : declaration.propertyStream().map(Map.Entry::getKey).toList()) {
      if (!KNOWN.contains(key)) {
        throw new UnsupportedTemplateException(
            "property " + key + " is not supported locally", "leave it out");
      }
    }
    if (override == null && !declaration.has("Default")) {
      throw new TemplateException("has no default and no value", "give it a value");
    }
    var text = override == null ? declaration.get("Default").asText() : override;
    var type = declaration.path("Type").asText();
    if (type.startsWith("AWS::SSM::")) {
      throw new UnsupportedTemplateException(
          "type " + type + " is not supported locally", "make it a String");
    }
    if (!type.equals("CommaDelimitedList") && !type.startsWith("List<")) {
      check(type, declaration, text);
      var isInteger = type.equals("Number") && text.matches("-?[0-9]{1,18}");
      return isInteger ? LongNode.valueOf(Long.parseLong(text)) : TextNode.valueOf(text);
    }
    var list = Json.array();
    for (var element : text.split(",", -1)) {
      check(type, declaration, element.strip());
      list.add(element.strip());
    }
    return list;
  }

  private static void check(String type, JsonNode declaration, String value) {
    var why = complaint(type, declaration, value);
    if (why != null) {
      var explanation = declaration.path("ConstraintDescription").asText();
      throw new TemplateException(
          "'%s' %s%s".formatted(value, why, explanation.isEmpty() ? "" : ": " + explanation),
          "give it another value");
    }
  }

  private static @Nullable String complaint(String type, JsonNode declaration, String value) {
    var allowed = declaration.get("AllowedValues");
    if (allowed != null && allowed.valueStream().noneMatch(one -> one.asText().equals(value))) {
      return "is not one of " + allowed;
    }
    var pattern = declaration.get("AllowedPattern");
    if (pattern != null && !Pattern.matches(pattern.asText(), value)) {
      return "does not match " + pattern.asText();
    }
    if (value.length() < declaration.path("MinLength").asInt(0)
        || value.length() > declaration.path("MaxLength").asInt(Integer.MAX_VALUE)) {
      return "is too short or too long";
    }
    return type.contains("Number") ? complaintOfNumber(declaration, value) : null;
  }

  private static @Nullable String complaintOfNumber(JsonNode declaration, String value) {
    try {
      var number = new BigDecimal(value);
      var isOutside =
          declaration.has("MinValue")
                  && number.compareTo(new BigDecimal(declaration.get("MinValue").asText())) < 0
              || declaration.has("MaxValue")
                  && number.compareTo(new BigDecimal(declaration.get("MaxValue").asText())) > 0;
      return isOutside ? "is out of range" : null;
    } catch (NumberFormatException e) {
      return "is not a number";
    }
  }
}

package localcloud.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Pattern;
import localcloud.aws.AwsException;

/** What SNS refuses in the attributes of a message (SNS guide, "Message attributes"). */
final class MessageAttributes {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern TYPE = Pattern.compile("(String|Number|Binary)(\\..+)?");

  private MessageAttributes() {}

  static void check(ObjectNode attributes) {
    attributes.propertyStream().forEach(MessageAttributes::check);
  }

  private static void check(Map.Entry<String, JsonNode> attribute) {
    var name = attribute.getKey();
    var value = attribute.getValue();
    var type = value.path("DataType").asText();
    if (!TYPE.matcher(type).matches()) {
      throw invalid(
          name,
          "has an invalid message attribute type, the set of supported type prefixes is Binary,"
              + " Number, and String.");
    }
    var text = value.path(type.startsWith("Binary") ? "BinaryValue" : "StringValue").asText();
    if (text.isEmpty()) {
      throw invalid(name, "must contain non-empty message attribute value for " + type + ".");
    }
    if (type.startsWith("Number") && !isNumber(text)) {
      throw invalid(name, "Could not cast message attribute value to number.");
    }
    if (type.startsWith("String.Array") && !isArray(text)) {
      throw invalid(name, "is no JSON array.");
    }
  }

  private static boolean isNumber(String text) {
    try {
      return new BigDecimal(text).precision() > 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean isArray(String text) {
    try {
      return JSON.readTree(text).isArray();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static AwsException invalid(String name, String reason) {
    return new AwsException(
        400, "InvalidParameterValue", "The message attribute '" + name + "' " + reason);
  }
}

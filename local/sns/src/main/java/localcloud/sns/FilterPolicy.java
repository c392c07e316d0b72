package localcloud.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import localcloud.resources.Properties;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

/**
 * Which notifications a subscription gets, matched by AWS's own engine (SNS guide, "Subscription
 * filter policies"). Without a policy it gets all.
 */
final class FilterPolicy {
  static final String ATTRIBUTES = "MessageAttributes";
  static final String BODY = "MessageBody";
  static final FilterPolicy NONE = new FilterPolicy("", ATTRIBUTES);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_KEYS = 5;

  private final String text;
  private final String scope;
  private final Machine machine = Machine.builder().build();

  private FilterPolicy(String text, String scope) {
    this.text = text;
    this.scope = scope;
    if (!text.isEmpty()) {
      try {
        machine.addRule("policy", text);
      } catch (IOException e) {
        throw new IllegalStateException(e); // the policy was checked before
      }
    }
  }

  /** Reads a policy and refuses what SNS refuses. */
  static FilterPolicy of(Properties properties) {
    var scope = properties.oneOf("FilterPolicyScope", ATTRIBUTES, ATTRIBUTES, BODY);
    var policy = properties.document("FilterPolicy");
    if (policy.isEmpty()) {
      return new FilterPolicy("", scope);
    }
    var given = properties.json("FilterPolicy");
    var text = given.isTextual() ? given.asText() : given.toString();
    var complaint = complaint(policy, text, scope);
    if (!complaint.isEmpty()) {
      properties.refuse("FilterPolicy", complaint, "mend the policy");
      return NONE;
    }
    return new FilterPolicy(text, scope);
  }

  private static String complaint(JsonNode policy, String text, String scope) {
    if (policy.size() > MOST_KEYS) {
      return "Filter policy can not have more than 5 keys";
    }
    if (scope.equals(ATTRIBUTES) && policy.propertyStream().anyMatch(FilterPolicy::isNested)) {
      return "Filter policy scope MessageAttributes does not support nested policy";
    }
    var invalid = JsonRuleCompiler.check(text);
    return invalid == null ? "" : invalid;
  }

  private static boolean isNested(java.util.Map.Entry<String, JsonNode> key) {
    return key.getValue().isObject();
  }

  /** The policy as it was written, empty if there is none. */
  String text() {
    return text;
  }

  String scope() {
    return scope;
  }

  boolean matches(Notification notification) {
    if (text.isEmpty()) {
      return true;
    }
    try {
      var event = scope.equals(BODY) ? body(notification) : attributes(notification.attributes());
      return event.isObject() && !machine.rulesForJSONEvent(event.toString()).isEmpty();
    } catch (Exception e) { // the engine declares no narrower one
      throw new IllegalStateException("cannot match " + notification.id(), e);
    }
  }

  /** A message that is no JSON object matches no policy on its body. */
  private static JsonNode body(Notification notification) {
    try {
      return JSON.readTree(notification.message());
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }

  private static ObjectNode attributes(ObjectNode attributes) throws JsonProcessingException {
    var event = JSON.createObjectNode();
    for (var attribute : attributes.properties()) {
      var value = attribute.getValue().path("StringValue").asText();
      var type = attribute.getValue().path("DataType").asText();
      if (type.startsWith("String.Array")) {
        event.set(attribute.getKey(), JSON.readTree(value));
      } else if (type.startsWith("Number")) {
        event.put(attribute.getKey(), new BigDecimal(value));
      } else if (!type.startsWith("Binary")) {
        event.put(attribute.getKey(), value);
      }
    }
    return event;
  }
}

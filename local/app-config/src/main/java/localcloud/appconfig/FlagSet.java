package localcloud.appconfig;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * Feature flags: their stored form, which names each flag, its attributes and what those are held
 * to, and the form that a client gets (AppConfig guide, "Understanding the type reference for
 * AWS.AppConfig.FeatureFlags").
 */
final class FlagSet {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final JsonSchemaFactory DRAFT_7 = JsonSchemaFactory.getInstance(VersionFlag.V7);
  private static final JsonSchema FORM = form();

  private FlagSet() {}

  private static JsonSchema form() {
    try (var in = FlagSet.class.getResourceAsStream("flag-set.schema.json")) {
      return DRAFT_7.getSchema(JSON.readTree(in));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Refuses what has another form, or a value that is not as its flag wants it. */
  static void check(byte[] content) {
    var flags = read(content);
    refuse(FORM.validate(flags));
    refuse(DRAFT_7.getSchema(schemaOfValues(flags.path("flags"))).validate(flags.path("values")));
  }

  private static JsonNode read(byte[] content) {
    try {
      return JSON.readTree(new String(content, UTF_8));
    } catch (JsonProcessingException e) {
      // In the words of aws/aws-sdk-java-v2 #5465.
      throw Refusal.badRequest(
          "Error invoking extension AppConfig Feature Flags Helper: Malformed 'Content' provided");
    }
  }

  private static void refuse(Collection<ValidationMessage> findings) {
    if (!findings.isEmpty()) {
      throw Validation.invalid("Error invoking extension AppConfig Feature Flags Helper", findings);
    }
  }

  /** The constraints are JSON Schema but for {@code required}, which stands beside them. */
  private static ObjectNode schemaOfValues(JsonNode flags) {
    var schema = closedObject();
    for (var flag : flags.properties()) {
      var values = closedObject();
      values.withObject("/properties").putObject("enabled").put("type", "boolean");
      for (var name : List.of("_createdAt", "_updatedAt")) {
        values.withObject("/properties").putObject(name).put("type", "string");
      }
      var required = values.putArray("required").add("enabled");
      for (var attribute : flag.getValue().path("attributes").properties()) {
        var constraints = attribute.getValue().path("constraints");
        values.withObject("/properties").set(attribute.getKey(), schemaOf(constraints));
        if (constraints.path("required").asBoolean()) {
          required.add(attribute.getKey());
        }
      }
      schema.withObject("/properties").set(flag.getKey(), values);
    }
    return schema;
  }

  private static ObjectNode closedObject() {
    var schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    return schema.put("additionalProperties", false);
  }

  private static JsonNode schemaOf(JsonNode constraints) {
    if (!(constraints.deepCopy() instanceof ObjectNode schema)) {
      return JsonNodeFactory.instance.objectNode();
    }
    schema.remove("required");
    var elements = schema.remove("elements");
    if (elements != null) {
      schema.set("items", schemaOf(elements));
    }
    return schema;
  }

  /** What a client gets: a flag that is off comes without its attributes. */
  static byte[] retrieved(byte[] content) {
    var flags = read(content);
    var retrieved = JSON.createObjectNode();
    for (var flag : flags.path("flags").properties()) {
      retrieved.set(flag.getKey(), retrieved(flags.path("values").path(flag.getKey())));
    }
    return retrieved.toString().getBytes(UTF_8);
  }

  private static ObjectNode retrieved(JsonNode values) {
    var enabled = values.path("enabled").asBoolean();
    var flag = JSON.createObjectNode().put("enabled", enabled);
    for (var value : values.properties()) {
      if (enabled && !value.getKey().startsWith("_")) {
        flag.set(value.getKey(), value.getValue());
      }
    }
    return flag;
  }
}

package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import localcloud.apigateway.GatewayFailure.Type;

/** Validates bodies against an API's models, which are JSON Schema draft-04 on AWS. */
final class BodyValidator {
  private static final System.Logger LOG = System.getLogger(BodyValidator.class.getName());

  private final Map<String, JsonSchema> models;
  private final boolean required;

  private BodyValidator(Map<String, JsonSchema> models, boolean required) {
    this.models = models;
    this.required = required;
  }

  /** The models of a method's request body by media type. */
  static BodyValidator parse(JsonNode openApi, JsonNode method, String pointer) {
    var factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4);
    var config = SchemaValidatorsConfig.builder().formatAssertionsEnabled(false).build();
    var models = new LinkedHashMap<String, JsonSchema>();
    for (var content : method.path("requestBody").path("content").properties()) {
      var schema = content.getValue().path("schema");
      if (!schema.isObject()) {
        throw new UnsupportedDefinitionException(
            pointer + "/requestBody/content/" + Properties.escape(content.getKey()), "no schema");
      }
      var root = (ObjectNode) schema.deepCopy();
      root.set("components", openApi.path("components").deepCopy());
      dropItemLimits(root);
      models.put(content.getKey().toLowerCase(Locale.ROOT), factory.getSchema(root, config));
    }
    return new BodyValidator(models, method.path("requestBody").path("required").asBoolean());
  }

  /** As on AWS, where an import leaves them out (API Gateway guide, important notes). */
  private static void dropItemLimits(JsonNode schema) {
    if (schema instanceof ObjectNode object && object.path("type").asText().equals("array")) {
      object.remove(List.of("minItems", "maxItems"));
    }
    schema.forEach(BodyValidator::dropItemLimits);
  }

  /** Throws the failure that AWS answers; a body of another media type is not validated. */
  void validate(String mediaType, String body) {
    var model = models.get(mediaType);
    if (model == null || body.isEmpty() && !required) {
      return;
    }
    try {
      var errors = model.validate(StrictJson.node(StrictJson.parse(body)));
      if (!errors.isEmpty()) {
        var text =
            errors.stream().map(ValidationMessage::getMessage).collect(Collectors.joining(", "));
        // AWS's messages hold values of the client, so only the places go to the log.
        LOG.log(
            System.Logger.Level.DEBUG,
            () -> "Request body does not match model: " + places(errors));
        throw invalid("[" + text + "]");
      }
    } catch (MalformedJsonException | StackOverflowError e) {
      throw invalid("");
    }
  }

  private static String places(java.util.Set<ValidationMessage> errors) {
    return errors.stream()
        .map(error -> error.getSchemaLocation().getFragment().toString())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static GatewayFailure invalid(String error) {
    return new GatewayFailure(Type.BAD_REQUEST_BODY, 400, "Invalid request body", error);
  }
}

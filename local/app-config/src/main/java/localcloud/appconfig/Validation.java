package localcloud.appconfig;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.Base64;
import java.util.Collection;
import java.util.stream.Collectors;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;
import localcloud.aws.Caller;

/**
 * Lets a profile's validators look at a version (AppConfig guide, "Understanding validators").
 *
 * @param aws where functions are invoked
 * @param arnPrefix what the ARNs of AppConfig begin with
 */
record Validation(AwsService aws, String arnPrefix) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PRINCIPAL = "appconfig.amazonaws.com";

  /** Refuses a version that one of them refuses. */
  void check(Application application, Profile profile, Profile.Version version) {
    for (var validator : profile.validators()) {
      if (validator.type().equals("LAMBDA")) {
        invoke(validator.content(), application, profile, version);
      } else {
        checkSchema(validator.content(), version.content());
      }
    }
  }

  private static void checkSchema(String schema, byte[] content) {
    var config = SchemaValidatorsConfig.builder().formatAssertionsEnabled(false).build();
    try {
      var findings =
          JsonSchemaFactory.getInstance(VersionFlag.V4)
              .getSchema(JSON.readTree(schema), config)
              .validate(JSON.readTree(new String(content, UTF_8)));
      if (!findings.isEmpty()) {
        throw invalid("The configuration does not match the JSON schema", findings);
      }
    } catch (JsonProcessingException e) {
      throw Refusal.badRequest("The configuration is not JSON: " + e.getOriginalMessage());
    }
  }

  private void invoke(
      String function, Application application, Profile profile, Profile.Version version) {
    var source =
        arnPrefix + "application/" + application.id() + "/configurationprofile/" + profile.id();
    var event =
        JSON.createObjectNode()
            .put("applicationId", application.id())
            .put("configurationProfileId", profile.id())
            .put("configurationVersion", Integer.toString(version.number()))
            .put("content", Base64.getEncoder().encodeToString(version.content()))
            .put("uri", "hosted");
    var answer =
        aws.answer(
            AwsCall.invoke(PRINCIPAL, function, event.toString())
                .by(Caller.of(source, event::toString)));
    if (answer.isError()) {
      throw Refusal.badRequest("Error invoking the validator " + function + ": " + answer.text());
    }
    if (answer.headers().containsKey("x-amz-function-error")) {
      throw Refusal.badRequest(
          "The validator %s refuses the configuration: %s".formatted(function, answer.text()));
    }
  }

  /** A refusal of a configuration, with each finding. */
  static Refusal invalid(String message, Collection<ValidationMessage> findings) {
    var members = JsonNodeFactory.instance.objectNode().put("Reason", "InvalidConfiguration");
    var details = members.putObject("Details").putArray("InvalidConfiguration");
    for (var finding : findings) {
      var detail = details.addObject();
      detail
          .put("Constraint", finding.getType())
          .put("Location", finding.getInstanceLocation().toString())
          .put("Reason", finding.getMessage());
      if (finding.getInstanceNode() != null && finding.getInstanceNode().isValueNode()) {
        detail.put("Value", finding.getInstanceNode().asText());
      }
    }
    var all =
        findings.stream().map(ValidationMessage::getMessage).collect(Collectors.joining(", "));
    return Refusal.badRequest(message + ": " + all).with(members);
  }
}

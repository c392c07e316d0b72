package localcloud.stepfunctions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import localcloud.resources.Identity;
import localcloud.resources.InvalidPropertyException;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::StepFunctions::StateMachine}. */
public final class StateMachineHandler implements ResourceHandler {
  private static final String DEFINITION = "DefinitionString";
  private static final String STANDARD = "STANDARD";

  private static final ResourceType TYPE =
      ResourceType.of("AWS::StepFunctions::StateMachine")
          .named("StateMachineName")
          .ref(StateMachineHandler::arn)
          .attribute("Arn", StateMachineHandler::arn)
          .attribute("Name", Identity::name)
          .attribute("StateMachineRevisionId", id -> "INITIAL")
          .required("RoleArn")
          .applied("StateMachineType", DEFINITION, "RoleArn")
          .replaced("Definition", "DefinitionSubstitutions")
          .withoutEffect("LoggingConfiguration", "TracingConfiguration", "EncryptionConfiguration")
          .build();

  private static String arn(Identity id) {
    return id.arn("states", "stateMachine:" + id.name());
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource machine) {
    var properties = machine.properties();
    var name = Resource.lastPart(machine.ref());
    var role = properties.text("RoleArn", "");
    var type = properties.text("StateMachineType", STANDARD);
    if (!List.of(STANDARD, "EXPRESS").contains(type)) {
      throw new InvalidPropertyException(
          "StateMachineType", "is " + type, "write STANDARD or EXPRESS");
    }
    var definition = parsed(properties.text(DEFINITION, ""));
    try {
      Definition.of(definition, StateMachine.Type.valueOf(type));
    } catch (InvalidDefinition e) {
      properties.refuse("Definition", String.valueOf(e.getMessage()), "mend the definition");
    }
    return provision -> provision.get(StepFunctions.class).define(name, type, definition, role);
  }

  private static JsonNode parsed(String text) {
    try {
      return Json.parse(text);
    } catch (JsonProcessingException e) {
      throw new InvalidPropertyException("Definition", "is no JSON", "mend the definition");
    }
  }
}

package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.random.RandomGenerator;
import localcloud.aws.AwsException;
import localcloud.stepfunctions.StateMachine.Type;

/** Keeps the state machines and answers the API actions about them. */
final class StateMachines {
  private static final String[] CONFIGURATION = {
    "loggingConfiguration", "tracingConfiguration", "encryptionConfiguration"
  };

  private final String arnPrefix;
  private final Timer timer;
  private final RandomGenerator random;
  private final Map<String, StateMachine> machines = new ConcurrentSkipListMap<>();

  StateMachines(String region, String accountId, Timer timer, RandomGenerator random) {
    this.arnPrefix = "arn:aws:states:" + region + ":" + accountId + ":stateMachine:";
    this.timer = timer;
    this.random = random;
  }

  synchronized ObjectNode create(JsonNode request) {
    var name = Requests.name(request.path("name").asText(""));
    var type = type(request);
    var roleArn = Requests.required(request, "roleArn");
    var definition = definition(Requests.required(request, "definition"), type);
    var arn = arnPrefix + name;
    var before = machines.get(arn);
    if (before == null) {
      before = machine(arn, name, type, roleArn, definition, configuration(request, Json.object()));
      machines.put(arn, before);
    } else if (before.type() != type
        || !before.roleArn().equals(roleArn)
        || !before.definition().text().equals(definition.text())) {
      throw new AwsException(
          400, "StateMachineAlreadyExists", "State Machine Already Exists: '" + arn + "'");
    }
    return Json.object()
        .put("stateMachineArn", arn)
        .put("creationDate", Details.seconds(before.createdAt()));
  }

  /** Creates or replaces a machine while a stack is provisioned. */
  synchronized String define(String name, Type type, JsonNode definition, String roleArn) {
    var checked = Definition.of(definition, type);
    var unserved = ServiceApi.unserved(definition);
    if (!unserved.isEmpty()) {
      throw new IllegalArgumentException(
          "State machine %s: the local Step Functions has no such task: %s. Tasks call functions, or %s"
              .formatted(name, String.join(", ", unserved), ServiceApi.served()));
    }
    var arn = arnPrefix + Requests.name(name);
    machines.put(arn, machine(arn, name, type, roleArn, checked, Json.object()));
    return arn;
  }

  private StateMachine machine(
      String arn,
      String name,
      Type type,
      String roleArn,
      Definition definition,
      ObjectNode configuration) {
    return new StateMachine(
        arn, name, type, roleArn, definition, Intrinsics.uuid(random), timer.now(), configuration);
  }

  synchronized ObjectNode update(JsonNode request) {
    var before = get(Requests.required(request, "stateMachineArn"));
    var definition =
        request.hasNonNull("definition")
            ? definition(request.path("definition").asText(), before.type())
            : before.definition();
    var after =
        new StateMachine(
            before.arn(),
            before.name(),
            before.type(),
            request.path("roleArn").asText(before.roleArn()),
            definition,
            Intrinsics.uuid(random),
            before.createdAt(),
            configuration(request, before.configuration()));
    machines.put(before.arn(), after);
    return Json.object()
        .put("updateDate", Details.seconds(timer.now()))
        .put("revisionId", after.revisionId());
  }

  ObjectNode describe(JsonNode request) {
    var machine = get(Requests.required(request, "stateMachineArn"));
    var described =
        Json.object()
            .put("stateMachineArn", machine.arn())
            .put("name", machine.name())
            .put("status", "ACTIVE")
            .put("definition", machine.definition().text())
            .put("roleArn", machine.roleArn())
            .put("type", machine.type().name())
            .put("creationDate", Details.seconds(machine.createdAt()))
            .put("revisionId", machine.revisionId());
    var logging = Json.object().put("level", "OFF").put("includeExecutionData", false);
    described.set("loggingConfiguration", logging);
    described.set("tracingConfiguration", Json.object().put("enabled", false));
    return described.setAll(machine.configuration());
  }

  ObjectNode list(JsonNode request) {
    return Page.of(machines.values().stream().toList(), request, 1000)
        .write(
            "stateMachines",
            machine ->
                Json.object()
                    .put("stateMachineArn", machine.arn())
                    .put("name", machine.name())
                    .put("type", machine.type().name())
                    .put("creationDate", Details.seconds(machine.createdAt())));
  }

  ObjectNode delete(JsonNode request) {
    machines.remove(Requests.required(request, "stateMachineArn"));
    return Json.object();
  }

  StateMachine get(String arn) {
    var machine = machines.get(arn);
    if (machine == null) {
      throw new AwsException(
          400, "StateMachineDoesNotExist", "State Machine Does Not Exist: '" + arn + "'");
    }
    return machine;
  }

  private static Type type(JsonNode request) {
    try {
      return Type.valueOf(request.path("type").asText("STANDARD"));
    } catch (IllegalArgumentException e) {
      throw Requests.invalid("type must be STANDARD or EXPRESS");
    }
  }

  private static Definition definition(String text, Type type) {
    try {
      return Definition.parse(text, type);
    } catch (InvalidDefinition e) {
      throw new AwsException(
          400, "InvalidDefinition", "Invalid State Machine Definition: '" + e.getMessage() + "'");
    }
  }

  private static ObjectNode configuration(JsonNode request, ObjectNode before) {
    var configuration = before.deepCopy();
    for (var field : CONFIGURATION) {
      if (request.has(field)) {
        configuration.set(field, request.path(field));
      }
    }
    return configuration;
  }
}

package localcloud.codedeploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.resources.ResourceNotCreatedException;

/**
 * AWS CodeDeploy for Lambda. On AWS an update of a stack makes the deployments; a stack is created
 * once here, so CreateDeployment does. Alarms are not evaluated here, and nothing is taken back.
 */
public final class CodeDeploy implements AwsService, AutoCloseable {
  private final Map<String, DeploymentGroup> groups = new ConcurrentHashMap<>();
  private final List<Deployment> deployments = new CopyOnWriteArrayList<>();
  private final List<Thread> running = new CopyOnWriteArrayList<>();
  private final Revisions revisions = new Revisions();
  private final Rollout rollout;

  /**
   * An account's CodeDeploy without applications.
   *
   * @param aws where hooks are invoked and aliases are moved, in the name of the group's role
   * @param waits the factor of the time that a share of the traffic lasts
   */
  public CodeDeploy(AwsService aws, double waits) {
    rollout = new Rollout(aws, waits);
  }

  void add(DeploymentGroup group) {
    if (groups.putIfAbsent(group.application() + "/" + group.name(), group) != null) {
      throw new ResourceNotCreatedException("Deployment group already exists: " + group.name());
    }
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    try {
      var request = call.jsonOrEmpty();
      return AwsAnswer.json(
          switch (call.operation()) {
            case "CreateDeployment" -> create(request).toString();
            case "GetDeployment" -> describe(request).toString();
            case "GetApplicationRevision" ->
                revisions
                    .find(text(request, "applicationName"), request.path("revision"))
                    .toString();
            case "PutLifecycleEventHookExecutionStatus" -> hookAnswered(request).toString();
            default ->
                throw new AwsException(
                    501,
                    "NotImplementedException",
                    "The local CodeDeploy does not answer " + call.operation());
          });
    } catch (AwsException e) {
      return error(e);
    }
  }

  private ObjectNode create(JsonNode request) {
    for (var member : request.properties()) {
      if (!Set.of("applicationName", "deploymentGroupName", "revision").contains(member.getKey())) {
        throw new AwsException(
            400, "InvalidInputException", member.getKey() + " is not supported locally");
      }
    }
    var name = text(request, "applicationName") + "/" + text(request, "deploymentGroupName");
    var group = groups.get(name);
    if (group == null) {
      throw new AwsException(
          400,
          "DeploymentGroupDoesNotExistException",
          "No Deployment Group found for name: " + name);
    }
    var appSpec = AppSpec.of(request.at("/revision/appSpecContent/content").asText());
    return JsonNodeFactory.instance.objectNode().put("deploymentId", start(group, appSpec).id());
  }

  private synchronized Deployment start(DeploymentGroup group, AppSpec appSpec) {
    if (deployments.stream().anyMatch(one -> one.group().equals(group) && one.isRunning())) {
      throw new AwsException(
          400,
          "DeploymentLimitExceededException",
          "The Deployment Group '%s' already has an active Deployment".formatted(group.name()));
    }
    var id = "d-%09X".formatted(deployments.size() + 1);
    var deployment = new Deployment(id, group, appSpec);
    deployments.add(deployment);
    revisions.keep(group.application(), deployment.appSpec().text());
    running.add(
        Thread.ofVirtual()
            .name("deployment-" + deployment.id())
            .start(() -> rollout.run(deployment)));
    return deployment;
  }

  private ObjectNode describe(JsonNode request) {
    return JsonNodeFactory.instance
        .objectNode()
        .set("deploymentInfo", deployment(request).describe());
  }

  private ObjectNode hookAnswered(JsonNode request) {
    var execution = text(request, "lifecycleEventHookExecutionId");
    deployment(request).answer(execution, text(request, "status"));
    return JsonNodeFactory.instance.objectNode().put("lifecycleEventHookExecutionId", execution);
  }

  private Deployment deployment(JsonNode request) {
    var id = text(request, "deploymentId");
    return deployments.stream()
        .filter(deployment -> deployment.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new AwsException(
                    400,
                    "DeploymentDoesNotExistException",
                    "The deployment " + id + " could not be found"));
  }

  private static String text(JsonNode request, String name) {
    return request.path(name).asText();
  }

  private static AwsAnswer error(AwsException error) {
    var body =
        JsonNodeFactory.instance
            .objectNode()
            .put("__type", error.code())
            .put("message", error.getMessage());
    var json = AwsAnswer.json(body.toString());
    return new AwsAnswer(error.status(), json.headers(), json.body());
  }

  @Override
  public void close() {
    running.forEach(Thread::interrupt);
  }
}

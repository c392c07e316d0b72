package localcloud.codedeploy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import localcloud.aws.AwsException;

/** One deployment, from its creation to its end. */
final class Deployment {
  /** How it stands; CodeDeploy's words. */
  enum Status {
    InProgress,
    Succeeded,
    Failed
  }

  private final String id;
  private final DeploymentGroup group;
  private final AppSpec appSpec;
  private final String hookExecutionId = UUID.randomUUID().toString();
  private final CompletableFuture<Boolean> hook = new CompletableFuture<>();
  private Status status = Status.InProgress;
  private String failure = "";

  Deployment(String id, DeploymentGroup group, AppSpec appSpec) {
    this.id = id;
    this.group = group;
    this.appSpec = appSpec;
  }

  String id() {
    return id;
  }

  DeploymentGroup group() {
    return group;
  }

  AppSpec appSpec() {
    return appSpec;
  }

  String hookExecutionId() {
    return hookExecutionId;
  }

  /** Done when the hook has said whether to go on. */
  CompletableFuture<Boolean> hook() {
    return hook;
  }

  /** Takes the hook's word. */
  void answer(String executionId, String word) {
    if (!executionId.equals(hookExecutionId)) {
      throw new AwsException(
          400, "InvalidLifecycleEventHookExecutionIdException", "No such execution of a hook");
    }
    if (!word.equals("Succeeded") && !word.equals("Failed")) {
      throw new AwsException(
          400,
          "InvalidLifecycleEventHookExecutionStatusException",
          "A hook's status is Succeeded or Failed");
    }
    if (!hook.complete(word.equals("Succeeded"))) {
      throw new AwsException(
          400, "LifecycleEventAlreadyCompletedException", "The hook has answered before");
    }
  }

  synchronized void succeed() {
    status = Status.Succeeded;
  }

  synchronized void fail(String why) {
    status = Status.Failed;
    failure = why;
  }

  synchronized boolean isRunning() {
    return status == Status.InProgress;
  }

  /** The revision without its text, which GetApplicationRevision has. */
  synchronized ObjectNode describe() {
    var info =
        JsonNodeFactory.instance
            .objectNode()
            .put("applicationName", group.application())
            .put("deploymentGroupName", group.name())
            .put("deploymentId", id)
            .put("computePlatform", "Lambda")
            .put("status", status.name());
    info.putObject("revision")
        .put("revisionType", "AppSpecContent")
        .putObject("appSpecContent")
        .put("sha256", Revisions.sha256(appSpec.text()));
    if (status == Status.Failed) {
      info.putObject("errorInformation").put("code", "HEALTH_CONSTRAINTS").put("message", failure);
    }
    return info;
  }
}

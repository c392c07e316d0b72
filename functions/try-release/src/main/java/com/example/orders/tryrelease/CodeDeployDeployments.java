package com.example.orders.tryrelease;

import com.example.orders.json.OrderJson;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import software.amazon.awssdk.services.codedeploy.CodeDeployClient;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEventStatus;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocation;

/**
 * CodeDeploy's event names no version: the deployment has a revision, and the application that
 * revision's text, the AppSpec (CodeDeploy API reference, GetDeployment and
 * GetApplicationRevision).
 */
final class CodeDeployDeployments implements Deployments {
  private final CodeDeployClient codeDeploy;
  private final ObjectMapper json = OrderJson.mapper();

  CodeDeployDeployments(CodeDeployClient codeDeploy) {
    this.codeDeploy = codeDeploy;
  }

  @Override
  public Release release(String deploymentId) {
    var deployment = codeDeploy.getDeployment(get -> get.deploymentId(deploymentId));
    var application = deployment.deploymentInfo().applicationName();
    var revision = deployment.deploymentInfo().revision();
    var found =
        codeDeploy.getApplicationRevision(
            get -> get.applicationName(application).revision(revision));
    return named(text(found.revision()));
  }

  private static String text(RevisionLocation revision) {
    return revision.appSpecContent() == null
        ? revision.string().content()
        : revision.appSpecContent().content();
  }

  /** {@code Resources} is a list of objects with one member each, the function. */
  private Release named(String appSpec) {
    try {
      for (var resource : json.readTree(appSpec).path("Resources")) {
        for (JsonNode function : resource) {
          var properties = function.path("Properties");
          return new Release(
              properties.required("Name").asText(), properties.required("TargetVersion").asText());
        }
      }
      throw new IllegalStateException("The AppSpec names no function");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The AppSpec is no JSON", e);
    }
  }

  @Override
  public void answer(String deploymentId, String hookExecutionId, boolean passed) {
    codeDeploy.putLifecycleEventHookExecutionStatus(
        put ->
            put.deploymentId(deploymentId)
                .lifecycleEventHookExecutionId(hookExecutionId)
                .status(passed ? LifecycleEventStatus.SUCCEEDED : LifecycleEventStatus.FAILED));
  }
}

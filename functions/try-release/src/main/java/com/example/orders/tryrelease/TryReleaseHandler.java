package com.example.orders.tryrelease;

import static com.example.orders.lambda.Environment.variable;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.Telemetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.codedeploy.CodeDeployClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.lambda.LambdaClient;

/**
 * CodeDeploy's hook before traffic. It refuses whatever it cannot try: CodeDeploy waits for an
 * answer for an hour (CodeDeploy guide, "AppSpec hooks section").
 */
public final class TryReleaseHandler implements RequestHandler<Map<String, String>, String> {
  private static final Logger LOG = LoggerFactory.getLogger(TryReleaseHandler.class);

  /** Of a version's first start and its work; below our own timeout, so that we clean up after. */
  private static final Duration TRIAL = Duration.ofSeconds(35);

  private final Deployments deployments;
  private final Trials trials;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public TryReleaseHandler() {
    this(
        new CodeDeployDeployments(AwsClients.build(CodeDeployClient.builder())),
        new Trials(
            new LambdaFunctions(AwsClients.buildPatient(LambdaClient.builder(), TRIAL)),
            new DynamoDbTestOrders(
                AwsClients.build(DynamoDbClient.builder()),
                variable("ORDERS_TABLE_NAME"),
                variable("PRODUCTS_TABLE_NAME")),
            InstantSource.system()),
        Telemetry.fromEnvironment());
  }

  TryReleaseHandler(Deployments deployments, Trials trials, Telemetry telemetry) {
    this.deployments = requireNonNull(deployments);
    this.trials = requireNonNull(trials);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public String handleRequest(Map<String, String> event, Context context) {
    return telemetry.batch(
        context,
        counts -> {
          var deployment = requireNonNull(event.get("DeploymentId"), "DeploymentId");
          var passed = passes(deployment);
          deployments.answer(
              deployment, requireNonNull(event.get("LifecycleEventHookExecutionId")), passed);
          return passed ? "passed" : "failed";
        });
  }

  private boolean passes(String deployment) {
    try {
      var release = deployments.release(deployment);
      trials.run(release);
      LOG.info("Version {} of {} passed", release.version(), release.function());
      return true;
    } catch (TrialFailedException e) {
      LOG.error("Deployment {} is refused: {}", deployment, e.getMessage());
      return false;
    } catch (RuntimeException e) {
      LOG.error("Deployment {} is refused: {}", deployment, Telemetry.describe(e));
      return false;
    }
  }
}

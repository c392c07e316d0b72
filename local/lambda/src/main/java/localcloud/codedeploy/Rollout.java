package localcloud.codedeploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;
import org.jspecify.annotations.Nullable;

/** Asks the hook, and moves the alias when it says so. */
final class Rollout {
  /** How long a hook may take (CodeDeploy guide, "AppSpec 'hooks' section"). */
  private static final Duration HOOK = Duration.ofHours(1);

  private final AwsService aws;
  private final double waits;

  Rollout(AwsService aws, double waits) {
    this.aws = aws;
    this.waits = waits;
  }

  /** Why a deployment came to no good end. */
  private static final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String why;

    FailedException(String why) {
      super(why);
      this.why = why;
    }
  }

  void run(Deployment deployment) {
    try {
      check(deployment);
      askHook(deployment);
      shift(deployment);
      deployment.succeed();
    } catch (FailedException e) {
      deployment.fail(e.why);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      deployment.fail("The local cloud is closing");
    }
  }

  private void check(Deployment deployment) throws FailedException {
    var spec = deployment.appSpec();
    var alias = alias(deployment, "GET", null);
    if (!alias.path("FunctionVersion").asText().equals(spec.current())) {
      throw new FailedException(
          "The alias %s of %s is not at version %s"
              .formatted(spec.alias(), spec.function(), spec.current()));
    }
  }

  private void askHook(Deployment deployment) throws FailedException, InterruptedException {
    var hook = deployment.appSpec().hook();
    if (hook.isEmpty()) {
      return;
    }
    var event =
        JsonNodeFactory.instance
            .objectNode()
            .put("DeploymentId", deployment.id())
            .put("LifecycleEventHookExecutionId", deployment.hookExecutionId());
    answered(aws.answer(AwsCall.invokeAsync(deployment.group().role(), hook, event.toString())));
    try {
      if (!deployment.hook().get(HOOK.toSeconds(), TimeUnit.SECONDS)) {
        throw new FailedException("The hook BeforeAllowTraffic failed");
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new FailedException("The hook BeforeAllowTraffic did not answer");
    }
  }

  private void shift(Deployment deployment) throws FailedException, InterruptedException {
    var shift = deployment.group().shift();
    var target = deployment.appSpec().target();
    for (var share : shift.shares()) {
      alias(deployment, "PUT", routing(target, share));
      Thread.sleep(Duration.ofMillis((long) (shift.each().toMillis() * waits)));
    }
    var all = JsonNodeFactory.instance.objectNode().put("FunctionVersion", target);
    all.putObject("RoutingConfig").putObject("AdditionalVersionWeights");
    alias(deployment, "PUT", all);
  }

  private static ObjectNode routing(String version, double share) {
    var body = JsonNodeFactory.instance.objectNode();
    body.putObject("RoutingConfig").putObject("AdditionalVersionWeights").put(version, share);
    return body;
  }

  /**
   * @param body null for none
   */
  private JsonNode alias(Deployment deployment, String method, @Nullable JsonNode body)
      throws FailedException {
    var spec = deployment.appSpec();
    var path = "/2015-03-31/functions/%s/aliases/%s".formatted(spec.function(), spec.alias());
    return answered(
        aws.answer(
            new AwsCall(
                "lambda",
                deployment.group().role(),
                method,
                path,
                Map.of("content-type", "application/json"),
                body == null ? new byte[0] : body.toString().getBytes(UTF_8))));
  }

  private static JsonNode answered(AwsAnswer answer) throws FailedException {
    if (answer.isError()) {
      throw new FailedException(answer.text());
    }
    return answer.body().length == 0
        ? JsonNodeFactory.instance.objectNode()
        : AwsCall.json("lambda", "", "", answer.text()).jsonOrEmpty();
  }
}

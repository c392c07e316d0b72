package localcloud.codedeploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hook decides, and the alias is moved in the name of the group's role. */
class CodeDeployTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALIAS = "/2015-03-31/functions/f/aliases/live";

  private final List<AwsCall> calls = new CopyOnWriteArrayList<>();
  private final CodeDeploy codeDeploy = new CodeDeploy(this::aws, 0);

  private AwsAnswer aws(AwsCall call) {
    calls.add(call);
    return AwsAnswer.json("{\"FunctionVersion\":\"1\"}");
  }

  @BeforeEach
  void aGroup() {
    var shift = TrafficShift.of("CodeDeployDefault.LambdaCanary10Percent5Minutes");
    codeDeploy.add(new DeploymentGroup("app", "group", "role", shift.orElseThrow()));
  }

  @AfterEach
  void stop() {
    codeDeploy.close();
  }

  @Test
  void aHookThatSucceedsLetsTheAliasMoveStepByStep() {
    var id = deploy("1");
    call("PutLifecycleEventHookExecutionStatus", hookEvent().put("status", "Succeeded"));

    await().until(() -> status(id).equals("Succeeded"));
    assertThat(calls).allMatch(call -> call.principal().equals("role"));
    assertThat(moves())
        .containsExactly(
            "{\"RoutingConfig\":{\"AdditionalVersionWeights\":{\"2\":0.1}}}",
            "{\"FunctionVersion\":\"2\",\"RoutingConfig\":{\"AdditionalVersionWeights\":{}}}");
  }

  @Test
  void aHookThatFailsLeavesTheAliasWhereItIs() {
    var id = deploy("1");
    call("PutLifecycleEventHookExecutionStatus", hookEvent().put("status", "Failed"));

    await().until(() -> status(id).equals("Failed"));
    assertThat(moves()).isEmpty();
  }

  @Test
  void aHookLearnsTheVersionFromTheRevision() {
    var info = deployment(deploy("1")).path("deploymentInfo");
    var request = JSON.createObjectNode().put("applicationName", "app");

    assertThat(info.at("/revision/appSpecContent").has("content")).isFalse();
    var found = call("GetApplicationRevision", request.set("revision", info.path("revision")));
    assertThat(found.at("/revision/appSpecContent/content").asText())
        .contains("\"TargetVersion\":\"2\"");
  }

  @Test
  void anAliasThatIsElsewhereIsNotMoved() {
    var id = deploy("7");

    await().until(() -> status(id).equals("Failed"));
    assertThat(deployment(id).at("/deploymentInfo/errorInformation/message").asText())
        .isEqualTo("The alias live of f is not at version 7");
    assertThat(moves()).isEmpty();
  }

  @Test
  void aGroupHasOneDeploymentAtATimeAndAHookOneAnswer() {
    deploy("1");
    assertThat(refusal("CreateDeployment", creation(appSpec("1"))))
        .contains("DeploymentLimitExceededException");
    var answer = hookEvent();
    assertThat(
            refusal(
                "PutLifecycleEventHookExecutionStatus", answer.deepCopy().put("status", "Skipped")))
        .contains("InvalidLifecycleEventHookExecutionStatusException");
    assertThat(
            refusal(
                "PutLifecycleEventHookExecutionStatus",
                answer
                    .deepCopy()
                    .put("lifecycleEventHookExecutionId", "x")
                    .put("status", "Failed")))
        .contains("InvalidLifecycleEventHookExecutionIdException");
    call("PutLifecycleEventHookExecutionStatus", answer.put("status", "Succeeded"));
    assertThat(refusal("PutLifecycleEventHookExecutionStatus", answer))
        .contains("LifecycleEventAlreadyCompletedException");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GetDeployment|{\"deploymentId\":\"d-X\"}|DeploymentDoesNotExistException",
        "GetApplicationRevision|{\"applicationName\":\"app\"}|RevisionDoesNotExistException",
        "CreateDeployment|{\"applicationName\":\"app\",\"deploymentGroupName\":\"x\"}|DeploymentGroupDoesNotExistException",
        "CreateDeployment|{\"description\":\"x\"}|description is not supported locally",
        "StopDeployment|{}|does not answer StopDeployment",
      })
  void refusesWhatItDoesNotKnow(String operation, String request, String why) {
    assertThat(refusal(operation, json(request))).contains(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no JSON|the AppSpec is no JSON",
        "{}|has one resource",
        "{\"Resources\":[{\"f\":{\"Properties\":{\"Name\":\"f\"}}}]}|has no Alias",
      })
  void refusesAnAppSpecThatIsNone(String text, String why) {
    assertThat(refusal("CreateDeployment", creation(text)))
        .contains("InvalidRevisionException", why);
  }

  @Test
  void refusesAHookThatWouldNotBeCalled() {
    var text = appSpec("1").replace("BeforeAllowTraffic", "AfterAllowTraffic");

    assertThat(refusal("CreateDeployment", creation(text)))
        .contains("the hook AfterAllowTraffic is not supported locally");
  }

  @Test
  void knowsCodeDeploysConfigurations() {
    assertThat(TrafficShift.of("CodeDeployDefault.LambdaAllAtOnce").orElseThrow().shares())
        .isEmpty();
    var linear = TrafficShift.of("CodeDeployDefault.LambdaLinear10PercentEvery3Minutes");
    assertThat(linear.orElseThrow().shares()).hasSize(9).startsWith(0.1, 0.2).endsWith(0.9);
    assertThat(linear.orElseThrow().each()).isEqualTo(Duration.ofMinutes(3));
    assertThat(TrafficShift.of("CodeDeployDefault.OneAtATime")).isEmpty();
  }

  private String deploy(String current) {
    return call("CreateDeployment", creation(appSpec(current))).path("deploymentId").asText();
  }

  private static String appSpec(String current) {
    return """
        {"version":0.0,"Resources":[{"f":{"Type":"AWS::Lambda::Function","Properties":{"Name":"f",\
        "Alias":"live","CurrentVersion":"%s","TargetVersion":"2"}}}],\
        "Hooks":[{"BeforeAllowTraffic":"hook"}]}"""
        .formatted(current);
  }

  private static ObjectNode creation(String appSpec) {
    var request =
        JSON.createObjectNode().put("applicationName", "app").put("deploymentGroupName", "group");
    request
        .putObject("revision")
        .put("revisionType", "AppSpecContent")
        .putObject("appSpecContent")
        .put("content", appSpec);
    return request;
  }

  /** Patient enough for a busy machine. */
  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }

  /** The members of the hook's event, as its answer has them. */
  private ObjectNode hookEvent() {
    var invoked = "/2015-03-31/functions/hook/invocations";
    await().until(() -> calls.stream().anyMatch(call -> call.path().equals(invoked)));
    var event =
        json(
            calls.stream()
                .filter(call -> call.path().equals(invoked))
                .findFirst()
                .orElseThrow()
                .text());
    return JSON.createObjectNode()
        .put("deploymentId", event.path("DeploymentId").asText())
        .put("lifecycleEventHookExecutionId", event.path("LifecycleEventHookExecutionId").asText());
  }

  private List<String> moves() {
    return calls.stream()
        .filter(call -> call.method().equals("PUT") && call.path().equals(ALIAS))
        .map(AwsCall::text)
        .toList();
  }

  private JsonNode deployment(String id) {
    return call("GetDeployment", JSON.createObjectNode().put("deploymentId", id));
  }

  private String status(String id) {
    return deployment(id).at("/deploymentInfo/status").asText();
  }

  private JsonNode call(String operation, JsonNode request) {
    var answer = answer(operation, request);
    assertThat(answer.isError()).as(answer.text()).isFalse();
    return json(new String(answer.body(), UTF_8));
  }

  private String refusal(String operation, JsonNode request) {
    var answer = answer(operation, request);
    assertThat(answer.isError()).isTrue();
    return answer.text();
  }

  private AwsAnswer answer(String operation, JsonNode request) {
    return codeDeploy.answer(
        AwsCall.json("codedeploy", "root", "CodeDeploy_20141006." + operation, request.toString()));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

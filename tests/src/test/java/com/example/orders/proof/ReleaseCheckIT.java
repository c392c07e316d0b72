package com.example.orders.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.cloud.Pace;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/** CodeDeploy asks the hook, which sends the test order through the new version. */
@Tag("local")
@Execution(CONCURRENT)
class ReleaseCheckIT {
  private static final String ACCEPT = "AcceptOrdersFunction";
  private static final String RESERVE = "ReserveInventoryFunction";

  /** All that the hook has an order for, and one that it has none for. */
  private static final List<String> FUNCTIONS =
      List.of(
          ACCEPT,
          RESERVE,
          "ReleaseInventoryFunction",
          "ChargePaymentFunction",
          "RefundPaymentFunction",
          "ListOrdersFunction");

  private static final List<PlantedBug> BROKEN =
      List.of(
          new PlantedBug(
              "an answer without its lines",
              "functions/reserve-inventory/src/main/java/com/example/orders/reserveinventory/InventoryReserved.java",
              "List<OrderLine> lines,",
              "@com.fasterxml.jackson.annotation.JsonIgnore List<OrderLine> lines,",
              List.of(RESERVE)),
          new PlantedBug(
              "a null batch response",
              "functions/accept-orders/src/main/java/com/example/orders/acceptorders/AcceptOrdersHandler.java",
              "batches.write(handleRequest(batches.read(event), context), answer);",
              "handleRequest(batches.read(event), context);"
                  + " answer.write(\"null\".getBytes(UTF_8));",
              List.of(ACCEPT)));

  /** What no run here uses, and why the two roles have it all the same. */
  private static final Pattern UNUSED_HERE =
      Pattern.compile(
          ".* (logs|xray):.*" // Lambda writes logs and traces
              + "|.* cloudwatch:DescribeAlarms .*" // no alarm is evaluated here
              + "|.* lambda:GetProvisionedConcurrencyConfig .*"); // a version has none here

  private final Queue<String> logs = new ConcurrentLinkedQueue<>();

  @Test
  void aGoodVersionIsShiftedABrokenOneRefusedAndNothingIsLeft(@TempDir Path folder)
      throws Exception {
    var project = Project.find();
    var settings =
        LocalCloudSettings.of(project.template(), project.artifacts())
            .withLogs((function, environment, line) -> logs.add(line))
            .withParameters(Map.of("TrafficShift", "Canary10Percent5Minutes"))
            .withPace(Pace.ofRetries(0.001));
    try (var cloud = LocalCloud.start(settings)) {
      var stack = new Stack(cloud);
      for (var function : FUNCTIONS) {
        var code = project.artifacts().resolve(function);
        var end = deploy(stack, function, code);
        assertThat(end).as("%s %s", function, refusals()).isEqualTo("Succeeded");
        assertThat(live(stack, function)).isEqualTo("2");
      }
      for (var bug : BROKEN) {
        var function = bug.functions().getFirst();
        var code = folder.resolve(function);
        bug.plantInFunction(
            project.root(),
            project.artifacts().resolve(function),
            code,
            folder.resolve("src-" + function));
        assertThat(deploy(stack, function, code)).as(bug.name()).isEqualTo("Failed");
        assertThat(live(stack, function)).isEqualTo("2");
      }
      nothingIsLeft(stack);
      itsRolesMayDoWhatTheyDid(cloud);
    }
  }

  private void nothingIsLeft(Stack stack) {
    for (var table : List.of("OrdersTable", "ProductsTable", "LedgerTable", "FailuresTable")) {
      assertThat(stack.scan(table)).as(table).isEmpty();
    }
    var executions = stack.request().put("stateMachineArn", stack.ref("OrderWorkflow"));
    assertThat(stack.states("ListExecutions", executions).path("executions")).isEmpty();
    assertThat(logs).filteredOn(line -> line.contains("CloudWatchMetrics")).isEmpty();
    assertThat(refusals()).hasSameSizeAs(BROKEN);
    refusals().forEach(System.out::println);
  }

  /** What the hook logged of versions that it did not let pass. */
  private List<String> refusals() {
    return logs.stream().filter(line -> line.contains("is refused: ")).toList();
  }

  private static void itsRolesMayDoWhatTheyDid(LocalCloud cloud) {
    assertThat(cloud.permissions().denials()).isEmpty();
    assertThat(cloud.permissions().unused())
        .extracting(Object::toString)
        .filteredOn(grant -> grant.matches(".*(TryRelease|DeploymentRole).*"))
        .allMatch(grant -> UNUSED_HERE.matcher(grant).find());
  }

  /** How the deployment of new code ends. */
  private static String deploy(Stack stack, String function, Path code) {
    var before = live(stack, function);
    var version = ZippedFunction.publish(stack, function, code);
    var request =
        stack
            .request()
            .put("applicationName", stack.ref("ServerlessDeploymentApplication"))
            .put("deploymentGroupName", stack.ref(function + "DeploymentGroup"));
    request
        .putObject("revision")
        .put("revisionType", "AppSpecContent")
        .putObject("appSpecContent")
        .put("content", appSpec(stack, function, before, version));
    var id = stack.codeDeploy("CreateDeployment", request).path("deploymentId").asText();
    return Awaitility.await("the deployment of " + function)
        .atMost(Duration.ofMinutes(2))
        .until(() -> status(stack, id), status -> !status.equals("InProgress"));
  }

  private static String appSpec(Stack stack, String function, String before, String version) {
    var appSpec = stack.request().put("version", 0.0);
    appSpec
        .putArray("Resources")
        .addObject()
        .putObject(function)
        .put("Type", "AWS::Lambda::Function")
        .putObject("Properties")
        .put("Name", stack.ref(function))
        .put("Alias", "live")
        .put("CurrentVersion", before)
        .put("TargetVersion", version);
    appSpec
        .putArray("Hooks")
        .addObject()
        .put("BeforeAllowTraffic", stack.ref("TryReleaseFunction"));
    return appSpec.toString();
  }

  private static String status(Stack stack, String id) {
    return stack
        .codeDeploy("GetDeployment", stack.request().put("deploymentId", id))
        .at("/deploymentInfo/status")
        .asText();
  }

  private static String live(Stack stack, String function) {
    JsonNode alias = stack.parse(stack.lambda("GET", function, "/aliases/live", ""));
    return alias.path("FunctionVersion").asText();
  }
}

package com.example.orders.chaosexperiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.ChangeSettings;
import com.example.orders.cli.Extensions;
import com.example.orders.cli.Project;
import com.example.orders.cli.Run;
import com.example.orders.scripts.PythonScript;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.cloud.ResourceHandlers;
import localcloud.cloud.StackSource;
import localcloud.sam.SamTemplate;
import localcloud.sam.StackSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The automation's script with AWS's own client for Python, against the local AppConfig. */
@Tag("local")
@EnabledIfEnvironmentVariable(named = "SAM_PYTHON", matches = ".+")
class ExperimentScriptIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Project PROJECT = Project.find();

  @Test
  void beginsAnExperimentWithAnEndAndTakesItBack() throws Exception {
    var beside = Extensions.of(PROJECT).chosen("chaos").stacksBeside(Run.STACK_NAME).getFirst();
    var core =
        LocalCloudSettings.of(PROJECT.template(), PROJECT.artifacts())
            .withParameters(Map.of("Settings", "on", "Chaos", "on"))
            .withStackBeside(beside);
    try (var cloud = LocalCloud.start(core)) {
      var port = Integer.toString(cloud.endpointUrl().getPort());
      ChangeSettings.run(
          Map.of("AWS_ENDPOINT_PORT", port), List.of("retries=on", "retries.budgetPercent=7"));
      var before = Instant.now();

      var seen = run(cloud, beginning(cloud, beside));

      var chaos = seen.path("chaos");
      assertThat(chaos.path("enabled").asBoolean()).isTrue();
      assertThat(chaos.path("fault").asText()).isEqualTo("latency");
      assertThat(chaos.path("target").asText()).isEqualTo("LedgerTable");
      assertThat(chaos.path("ratePercent").isInt()).isTrue();
      assertThat(Instant.parse(chaos.path("until").asText()))
          .isBetween(before.plusSeconds(299), Instant.now().plus(Duration.ofSeconds(300)));
      assertThat(seen.path("retries").path("budgetPercent").asInt()).isEqualTo(7);
      assertThat(seen.path("state").asText()).isEqualTo("REVERTED");
    }
  }

  /** The step as CloudFormation would store it. */
  private static JsonNode beginning(LocalCloud cloud, StackSource stack) {
    var settings =
        StackSettings.local(
                stack.name(),
                cloud.endpointUrl().toString(),
                cloud.apiUrl().toString(),
                stack.parameters())
            .withExports(cloud.stack().exportedValues());
    return SamTemplate.load(stack.template(), settings, ResourceHandlers.ALL)
        .ofType("AWS::SSM::Document")
        .getFirst()
        .properties()
        .at("/Content/mainSteps/0/inputs");
  }

  private static JsonNode run(LocalCloud cloud, JsonNode step) throws IOException {
    var answer =
        PythonScript.run(
            cloud.endpointUrl(),
            "",
            List.of(
                "-B",
                Path.of("src/test/resources/run_automation.py").toAbsolutePath().toString(),
                step.path("Script").asText(),
                step.path("InputPayload").toString()));
    assertThat(answer.exitCode()).as(answer.output()).isZero();
    return JSON.readTree(answer.output().strip().lines().toList().getLast());
  }
}

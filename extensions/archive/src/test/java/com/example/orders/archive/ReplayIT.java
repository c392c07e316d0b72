package com.example.orders.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.example.orders.cli.Extensions;
import com.example.orders.cli.Project;
import com.example.orders.cli.Run;
import com.example.orders.cli.StackOutputs;
import com.example.orders.proof.ProofRun;
import com.example.orders.proof.ProofSettings;
import com.example.orders.scripts.PythonScript;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import localcloud.cloud.LocalCloud;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.eventbridge.model.ReplayState;

/**
 * A soak of the core with the archive beside it, in which events are replayed all the time: always
 * the same small one, or what {@code make prove-replays} asks for.
 */
@Tag("local")
class ReplayIT {
  private static final int ORDERS = Integer.parseInt(variable("ORDERS", "30"));
  private static final long SEED = Long.parseLong(variable("SEED", "42"));
  private static final Instant BEGIN = Instant.now().minus(Duration.ofMinutes(1));

  private final List<String> started = new CopyOnWriteArrayList<>();

  @Test
  void nothingHappensTwiceHoweverOftenEventsAreReplayed() throws Exception {
    var archive = Extensions.of(Project.find()).chosen("archive").stacksBeside(Run.STACK_NAME);
    var settings =
        ProofSettings.of(SEED, ORDERS)
            .with(new ProofSettings.Beside(archive, this::underLoad, this::afterwards));

    var verdict = new ProofRun(settings).run().verdict();

    System.out.println(verdict.line(SEED) + " replays=" + started.size());
    assertThat(verdict.passed()).as("seed %s: %s", SEED, verdict).isTrue();
    assertThat(started).as("replays under load, then overlapping ones").hasSizeGreaterThan(4);
  }

  private static String variable(String name, String otherwise) {
    var value = System.getenv(name);
    return value == null || value.isBlank() ? otherwise : value;
  }

  private void underLoad(LocalCloud cloud) {
    try (var archive = open(cloud)) {
      start(archive, "");
    }
  }

  private void afterwards(LocalCloud cloud) {
    try (var archive = open(cloud)) {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> archive.countByType(everything(), "").orElseThrow(), types -> types.size() > 1);
      var rule = archive.rule("OrderEnded").arn();
      var overlapping =
          List.of(
              start(archive, ""), start(archive, rule), start(archive, ""), start(archive, rule));
      for (var replay : overlapping) {
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> archive.describe(replay).state(), ReplayState.COMPLETED::equals);
        assertThat(archive.describe(replay).eventLastReplayedTime()).isAfter(BEGIN);
      }
    }
    refusesToDeleteTheCore(cloud);
    if (System.getenv("SAM_PYTHON") != null) {
      assertThat(asks(cloud, "before-delete", ".", "local"))
          .contains("local is used by local-archive: make delete EXTENSION=archive");
      assertThat(asks(cloud, "before-delete", "extensions/archive", "default")).isEmpty();
      assertThat(asks(cloud, "before-deploy", "extensions/archive", "prod"))
          .contains(
              "needs the stack orderly-prod, which does not exist: make deploy CONFIG_ENV=prod");
    }
  }

  /** CloudFormation's own refusal, for the archive imports the bus. */
  private static void refusesToDeleteTheCore(LocalCloud cloud) {
    var builder =
        StackOutputs.configure(CloudFormationClient.builder(), cloud.endpointUrl().toString());
    try (var stacks = builder.build()) {
      assertThatThrownBy(() -> stacks.deleteStack(request -> request.stackName(Run.STACK_NAME)))
          .hasMessageContaining(
              "Export local-OrderEventsArn cannot be deleted as it is in use by local-archive");
      assertThat(
              stacks.listImports(request -> request.exportName("local-OrderEventsArn")).imports())
          .containsExactly("local-archive");
    }
  }

  /** What {@code make deploy} and {@code make delete} ask before SAM does anything. */
  private static String asks(LocalCloud cloud, String... question) {
    var words = Stream.concat(Stream.of("scripts/stacks.py"), Stream.of(question)).toList();
    var answer = PythonScript.run(cloud.endpointUrl(), "", words);
    assertThat(answer.exitCode()).as(answer.output()).isEqualTo(answer.output().isEmpty() ? 0 : 1);
    return answer.output();
  }

  /** Answers the replay's name. */
  private String start(OrderArchive archive, String rule) {
    var name = archive.start(everything(), "soak-" + started.size(), rule);
    started.add(name);
    return name;
  }

  private static ReplayRequest everything() {
    return new ReplayRequest(BEGIN, Instant.now(), "", false);
  }

  /** With the role that {@code make replay} takes. */
  private static OrderArchive open(LocalCloud cloud) {
    return OrderArchive.open(
        Map.of("AWS_ENDPOINT_PORT", String.valueOf(cloud.endpointUrl().getPort())));
  }
}

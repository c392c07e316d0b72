package com.example.orders.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workflow, queue, alarm and runbook agree on how long an order waits for the warehouse. */
class WarehousePatienceTest {
  /** Receives, drain and the first four automatic replays: 1 + 2 + 4 + 8 minutes. */
  private static final Duration REPLAYS = Duration.ofMinutes(15);

  private static final int LONGEST_WINDOW_SECONDS = 900;
  private static final TransformedTemplate OURS = TransformedTemplate.ours();
  private final JsonNode states = resource("OrderWorkflow").at("/Definition/States");
  private final JsonNode ship = states.path("ShipOrder");

  @Test
  void askingToStopAShipmentIsAsPatientAsAskingForIt() {
    var cancel = states.path("CancelShipment");
    for (var field : List.of("HeartbeatSeconds", "TimeoutSeconds")) {
      assertThat(cancel.path(field)).isEqualTo(ship.path(field));
    }
  }

  @Test
  void silenceIsNeverAnsweredWithASecondMessage() {
    for (var task : List.of("ShipOrder", "CancelShipment")) {
      var first = states.at("/" + task + "/Retry/0");
      assertThat(first.path("MaxAttempts").asInt(-1)).as(task).isZero();
      assertThat(first.path("ErrorEquals").valueStream().map(JsonNode::asText))
          .as(task)
          .contains("States.Timeout", "States.HeartbeatTimeout");
    }
  }

  @Test
  void theAlarmRingsLongBeforeAnOrderFails() {
    var alarm = resource("ShipmentQueueAgeAlarm");
    var rings =
        alarm.at("/Threshold").asInt()
            + alarm.at("/Period").asInt() * alarm.at("/EvaluationPeriods").asInt();
    assertThat(rings).isLessThan(silence() / 2);
    assertThat(alarm.at("/AlarmDescription").asText())
        .contains(alarm.at("/Threshold").asInt() / 60 + " minutes")
        .contains("after an hour");
    assertThat(silence()).isEqualTo(3600);
  }

  /** Replayed from the inbox, a message still finds its own order waiting. */
  @Test
  void aMessageThatCouldNotBeTakenComesBackWhileItsOrderWaits() {
    var queue = resource("ShipmentQueue");
    var receives =
        queue.at("/VisibilityTimeout").asInt() * queue.at("/RedrivePolicy/maxReceiveCount").asInt();
    assertThat(receives + REPLAYS.toSeconds()).isLessThan(silence());
    assertThat(queue.at("/MessageRetentionPeriod").asInt())
        .isGreaterThan(ship.path("TimeoutSeconds").asInt());
  }

  /** The second way is the longest: given up, and shipped all the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ReserveInventory ChargePayment ShipOrder ConfirmOrder PublishConfirmed",
        "ReserveInventory ChargePayment CancelShipment ResumeShipped"
            + " ChargePayment ShipOrder ConfirmOrder PublishConfirmed"
      })
  void theExecutionOutlastsAllThatItsStepsMayTake(String way) {
    var steps = Stream.of(way.split(" ")).mapToLong(name -> longest(states.path(name))).sum();
    assertThat(resource("OrderWorkflow").at("/Definition/TimeoutSeconds").asLong())
        .isGreaterThan(steps + LONGEST_WINDOW_SECONDS);
  }

  @Test
  void theSweeperStillSeesAnExecutionThatFailsAtItsVeryEnd() throws IOException {
    var source =
        Files.readString(
            Project.find()
                .root()
                .resolve(
                    "functions/sweep-orders/src/main/java/com/example/orders/sweeporders/Sweeping.java"));
    var lookBack = Pattern.compile("LOOK_BACK = Duration.ofHours\\((\\d+)\\)").matcher(source);
    assertThat(lookBack.find()).isTrue();
    assertThat(Duration.ofHours(Long.parseLong(lookBack.group(1))).toSeconds())
        .isGreaterThan(resource("OrderWorkflow").at("/Definition/TimeoutSeconds").asLong());
  }

  @Test
  void theRunbookSaysTheSame() throws IOException {
    var runbook = Files.readString(Project.find().root().resolve("docs/runbook.md"));
    var section = runbook.split("## The warehouse does not answer")[1].split("\n## ")[0];
    assertThat(section.replaceAll("\\s+", " "))
        .contains(resource("ShipmentQueueAgeAlarm").at("/Threshold").asInt() / 60 + " minutes.")
        .contains(silence() / 60 + " minutes of silence")
        .contains(ship.path("TimeoutSeconds").asInt() / 3600 + " hours in all");
  }

  /**
   * Every attempt up to its timeout, and the pauses: each retrier counts for itself. A shipment's
   * time-out is not repeated.
   */
  private static long longest(JsonNode task) {
    var timeouts = 1;
    long pauses = 0;
    for (var retrier : task.path("Retry")) {
      var attempts = retrier.path("MaxAttempts").asInt();
      var pause = retrier.path("IntervalSeconds").asLong();
      for (var attempt = 0; attempt < attempts; attempt++) {
        pauses += pause;
        pause = Math.min(pause * 2, retrier.path("MaxDelaySeconds").asLong());
      }
      timeouts += task.has("HeartbeatSeconds") ? 0 : attempts;
    }
    return task.path("TimeoutSeconds").asLong() * timeouts + pauses;
  }

  private int silence() {
    return ship.path("HeartbeatSeconds").asInt();
  }

  private static Resource resource(String id) {
    return OURS.resources().stream()
        .filter(found -> found.id().equals(id))
        .findFirst()
        .orElseThrow();
  }
}

package com.example.orders.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import com.example.orders.cli.Project;
import com.example.orders.documentation.PatternPage;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A surge on virtual time: the template's numbers, AWS's quotas, 0.2 s an invocation. */
class SurgeTest {
  private static final int LONGEST = 100;
  private static final PatternPage PAGE = new PatternPage("surge.md");

  static Stream<Surge> surges() {
    return Stream.of(Surge.STARTER, Surge.STANDARD);
  }

  @ParameterizedTest
  @MethodSource("surges")
  void whatIsLetInEndsSoonAndTheRestIsRefusedAtOnce(Surge surge) throws IOException {
    var outcome = surge.simulation().run();

    assertThat(outcome.isComplete()).isTrue();
    assertThat(outcome.refused()).isGreaterThan(outcome.letIn());
    assertThat(outcome.repairs() + outcome.buried() + outcome.lateEvents())
        .as("nothing goes to the failures inbox")
        .isZero();
    var stack = surge.deployment();
    assertThat(Outcome.percentile(outcome.toRow(), LONGEST))
        .as("the burst is worked off faster than the door lets in more")
        .isLessThan(
            stack.burst(Deployment.ORDERS) / (surge.workedOff() - stack.rate(Deployment.ORDERS)));
    PAGE.shows(Surge.line(surge.capacity(), outcome));
  }

  @Test
  void withoutTheDoorOrdersWaitTenTimesAsLong() throws IOException {
    var with = Surge.STARTER.simulation().run();
    var without = Surge.STARTER.withoutDoor().simulation().run();

    assertThat(without.isComplete()).isTrue();
    assertThat(without.refused()).isZero();
    assertThat(Outcome.percentile(without.toRow(), 99))
        .isGreaterThan(10 * Outcome.percentile(with.toRow(), 99));
    assertThat(without.drained()).isGreaterThan(600);
    PAGE.shows(Surge.line("starter-without-door", without));
  }

  /** Nothing refuses the surge, so the standard queue holds half an hour of orders. */
  @Test
  void anExpressOrderPassesABacklogThatTheSurgeLeft() throws IOException {
    var outcome = Surge.STARTER.withoutDoor().with("ExpressLane", "on").simulation().run();
    var standard = Outcome.percentile(outcome.toRow(), 99);
    var express = Outcome.percentile(outcome.expressToRow(), 99);

    assertThat(outcome.isComplete()).isTrue();
    assertThat(outcome.expressToRow()).hasSizeGreaterThan(1_000);
    assertThat(express).isLessThan(standard / 5);
    new PatternPage("backlogs.md")
        .shows(
            String.format(
                Locale.ROOT,
                "BACKLOG starter-without-door standard=%d p99-to-row=%.0fs express=%d p99-to-row=%.0fs",
                outcome.toRow().length,
                standard,
                outcome.expressToRow().length,
                express));
  }

  /** The simulation reads the template: what is changed there changes the result. */
  @Test
  void aLargerBurstIsLongerOnItsWay() {
    var burst = Surge.STARTER.with("ApiBurstLimit", "2000").simulation().run();
    assertThat(burst.peak()).isGreaterThan(1_500);
    assertThat(Outcome.percentile(burst.toRow(), 99))
        .isGreaterThan(2 * Outcome.percentile(Surge.STARTER.simulation().run().toRow(), 99));
  }

  /** A notifier that is down for the surge: each event's own retries take what the orders need. */
  @Test
  void onTheSurgesPathANotificationThatFailsLeavesTheOrdersTheirEnvironments() throws IOException {
    var normal = failing(Surge.STARTER);
    var surge = failing(Surge.STARTER.with("AsyncPaths", "surge"));

    assertThat(normal.isComplete()).isTrue();
    assertThat(surge.isComplete()).isTrue();
    assertThat(normal.repairs()).as("executions without an environment for minutes").isPositive();
    assertThat(surge.repairs()).isZero();
    assertThat(notifications(surge)).isLessThan((int) (0.6 * notifications(normal)));
    assertThat(surge.lateEvents()).as("late, not lost: they are in the inbox").isPositive();
    PAGE.shows(asyncLine("normal", normal));
    PAGE.shows(asyncLine("surge", surge));
  }

  @Test
  void theRealDoorLetsInWhatTheSimulatedOneDoes() throws IOException {
    var real =
        new ObjectMapper()
            .readTree(Project.find().root().resolve("docs/patterns/measured.json").toFile())
            .path("surge");
    var rate = real.path("rate").asInt();
    var simulated =
        new Simulation(
                Surge.STARTER
                    .with("ApiRateLimit", "" + rate)
                    .with("ApiBurstLimit", real.path("burst").asText())
                    .deployment(),
                AwsAccount.NEW,
                new Traffic(10 * rate, 60, rate, 0),
                Times.ASSUMED)
            .run();

    var letIn = real.path("letIn").asInt();
    assertThat(simulated.sent()).isEqualTo(real.path("sent").asInt());
    assertThat(simulated.letIn()).isCloseTo(letIn, withPercentage(2));
    assertThat(real.path("ended").asInt()).as("nothing is lost").isEqualTo(letIn);
    PAGE.shows(
        "MEASURED rate=%d burst=%d sent=%d let-in=%d lost=0, simulated let-in=%d"
            .formatted(
                rate, real.path("burst").asInt(), simulated.sent(), letIn, simulated.letIn()));
  }

  private static Outcome failing(Surge surge) {
    return surge.simulation().withFailingNotifierUntil(surge.traffic().surgeSeconds()).run();
  }

  private static int notifications(Outcome outcome) {
    return outcome.invocations().get(Surge.STARTER.deployment().name("NotifyCustomerFunction"));
  }

  private static String asyncLine(String path, Outcome outcome) {
    return String.format(
        Locale.ROOT,
        "ASYNC-PATHS=%s notifier-invoked=%d in-inbox=%d executions-without-environment=%d p99-to-end=%.0fs",
        path,
        notifications(outcome),
        outcome.lateEvents(),
        outcome.repairs(),
        Outcome.percentile(outcome.toEnd(), 99));
  }
}

package com.example.orders.cli.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stories of what a local cloud remembered of real orders under fault rules; {@code make trace
 * ARGS=--journals} writes such a file.
 */
class StoryBuilderTest {
  private static final Path STORIES = Path.of("src/test/resources/stories");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "happy",
        "declined",
        "cancelled",
        "conflict",
        "denied",
        "killed",
        "thrown",
        "delivered-again",
        "throttled",
        "waits-for-warehouse",
        "queued",
        "refused",
        "unknown"
      })
  void aStoryIsTheseLines(String name) throws IOException {
    assertThat(StoryText.of(story(name)))
        .containsExactlyElementsOf(Files.readAllLines(STORIES.resolve(name + ".txt")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "happy|ENDED|CONFIRMED after 20.9 s",
        "declined|ENDED|REJECTED (PAYMENT_DECLINED) after 23.8 s",
        "cancelled|ENDED|CANCELLED (CUSTOMER_CANCELLED) after 24.6 s",
        "throttled|WAITS|WAITS in ChargePayment, try",
        "waits-for-warehouse|WAITS|WAITS in ShipOrder for an answer since",
        "queued|WAITS|WAITS in its queue",
        "refused|REFUSED|REFUSED with 400",
        "unknown|UNKNOWN|Nobody knows this order",
      })
  void itSaysWhereTheOrderIs(String name, Standing.Kind kind, String text) throws IOException {
    assertThat(story(name).standing().kind()).isEqualTo(kind);
    assertThat(story(name).standing().text()).startsWith(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "killed|kill-charge",
        "thrown|accept-throws",
        "denied|reserve-denied",
        "throttled|payments-down"
      })
  void itNamesTheFault(String name, String rule) throws IOException {
    assertThat(StoryText.of(story(name))).anyMatch(line -> line.contains("(fault " + rule + ")"));
    assertThat(StoryHtml.of(story(name))).contains(rule);
    assertThat(StoryJson.of(story(name)).toString()).contains(rule);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"happy", "declined", "cancelled", "killed", "thrown", "throttled", "conflict"})
  void hopsAndGapsAreTheWholeTime(String name) throws IOException {
    var story = story(name);
    var gaps = story.gaps().stream().map(Gap::length).reduce(Duration.ZERO, Duration::plus);

    assertThat(busy(story).plus(gaps).toMillis())
        .isCloseTo(Duration.between(story.begun(), story.until()).toMillis(), within(50L));
  }

  /** The time in which at least one hop lasts, counted apart from the gaps. */
  private static Duration busy(Story story) {
    var sum = Duration.ZERO;
    var reached = story.begun();
    for (var hop : story.hops().stream().sorted(Comparator.comparing(Hop::begun)).toList()) {
      var begun = hop.begun().isAfter(reached) ? hop.begun() : reached;
      var ended = hop.endOr(story.until());
      if (ended.isAfter(begun)) {
        sum = sum.plus(Duration.between(begun, ended));
        reached = ended;
      }
    }
    return sum;
  }

  @Test
  void theActionAndTheRoleOfADeniedCallAreNamed() throws IOException {
    var journals = read("denied");
    for (var call : journals.withArray("calls")) {
      if (call.path("fault").asText().equals("reserve-denied")) {
        ((ObjectNode) call)
            .put("fault", "")
            .put("principal", "arn:aws:iam::0:role/ReserveRole")
            .put("denied", "dynamodb:GetItem");
      }
    }

    assertThat(StoryText.of(StoryBuilder.build(Journals.of(journals))))
        .anyMatch(line -> line.contains("denied: ReserveRole may not dynamodb:GetItem"));
  }

  /** The function answered, but with the message among those that it wants again. */
  @Test
  void aMessageThatItsFunctionReturnsIsNotDone() throws IOException {
    var journals = read("thrown");
    journals.remove(List.of("row", "executions", "lines"));
    var first = (ObjectNode) journals.path("invocations").get(0);
    first.remove(List.of("error", "fault"));
    ((ObjectNode) first.path("messages").get(0)).put("returned", true);
    journals.withArray("invocations").removeAll().add(first);

    var story = StoryBuilder.build(Journals.of(journals));
    assertThat(story.standing().text()).isEqualTo("WAITS in its queue: back to OrdersQueue");
    assertThat(StoryText.of(story)).anyMatch(line -> line.contains(" back "));

    journals
        .withArray("invocations")
        .add(first.deepCopy().put("function", "RecordFailureFunction"));
    ((ObjectNode) journals.at("/invocations/1/messages/0")).put("returned", false);
    var recorded = StoryBuilder.build(Journals.of(journals)).standing();
    assertThat(recorded.kind()).isEqualTo(Standing.Kind.STUCK);
    assertThat(recorded.text())
        .isEqualTo(
            "FAILED: see make failures ARGS='list --order 0199c0de-0000-7000-8000-000000000009'");
  }

  @Test
  void aWorkflowThatFailedNamesItsCause() throws IOException {
    var journals = read("throttled");
    var execution = (ObjectNode) journals.path("executions").get(0);
    execution.put("status", "FAILED");
    execution
        .withArray("events")
        .addObject()
        .put("type", "ExecutionFailed")
        .put("at", journals.path("now").asText())
        .putObject("executionFailedEventDetails")
        .put("error", "Orderly.WaitsForRepair")
        .put("cause", "charge payment: Oops");

    var standing = StoryBuilder.build(Journals.of(journals)).standing();
    assertThat(standing.kind()).isEqualTo(Standing.Kind.STUCK);
    assertThat(standing.text())
        .contains("Orderly.WaitsForRepair: charge payment: Oops", "make failures");
  }

  /** Of a deployed stack there is no more than the history and the lines. */
  @Test
  void withoutTheLocalCloudsJournalsItTellsTheStatesAndTheLines() throws IOException {
    var journals = read("happy").put("whole", false);
    journals.remove(List.of("requests", "invocations", "calls"));
    var story = StoryBuilder.build(Journals.of(journals));

    assertThat(story.hops())
        .extracting(Hop::name)
        .contains("AcceptOrdersFunction", "ReserveInventory", "ChargePayment", "ShipOrder");
    assertThat(StoryText.of(story))
        .anyMatch(line -> line.endsWith("INFO Stored as ACCEPTED"))
        .last()
        .asString()
        .contains("A deployed stack keeps no requests");
  }

  @Test
  void whatTheRingsHaveForgottenIsSaid() throws IOException {
    var journals = read("happy");
    journals.remove(List.of("requests"));

    assertThat(StoryBuilder.build(Journals.of(journals)).missing()).contains("before what is kept");
  }

  @Test
  void thePageNeedsNothingFromElsewhereAndShowsTextAsText() throws IOException {
    var journals = read("happy");
    ((ObjectNode) journals.path("lines").get(0)).put("message", "<script>alert('&')</script>");
    var page = StoryHtml.of(StoryBuilder.build(Journals.of(journals)));

    assertThat(page)
        .doesNotContain("http:", "https:", "<script", "src=", "url(")
        .contains("&lt;script&gt;", "prefers-color-scheme: dark");
  }

  @Test
  void thePageShowsLinesOfAStory() throws IOException {
    var page = Files.readString(Path.of("../docs/observability.md"));
    var shown = page.split("```\n")[1].lines().toList();

    assertThat(shown).hasSizeGreaterThan(5);
    assertThat(StoryText.of(story("killed"))).containsSubsequence(shown);
  }

  @Test
  void aRetryIsExpectedWithinItsLongestDelay() throws IOException {
    var retries = new Retries(read("throttled").path("definition"));
    var retry = retries.of("ChargePayment", "some.Error");

    assertThat(retry.attempts()).isEqualTo(10);
    assertThat(retry.before(2)).isEqualTo(Duration.ofSeconds(1));
    assertThat(retry.before(4)).isEqualTo(Duration.ofSeconds(4));
    assertThat(retry.before(10)).isEqualTo(Duration.ofSeconds(60));
    assertThat(
            retries
                .of("ChargePayment", "com.example.orders.payment.PaymentDeclinedException")
                .attempts())
        .isZero();
    assertThat(retries.of("NoSuchState", "").attempts()).isZero();
  }

  private static Story story(String name) throws IOException {
    return StoryBuilder.build(Journals.of(read(name)));
  }

  private static ObjectNode read(String name) throws IOException {
    JsonNode read = new ObjectMapper().readTree(STORIES.resolve(name + ".json").toFile());
    return (ObjectNode) read;
  }
}

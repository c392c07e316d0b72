package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class InvocationJournalTest {
  private static final Instant AT = Instant.parse("2026-11-30T12:00:00Z");
  private static final String TWO_MESSAGES =
      """
      {"Records": [
        {"messageId": "m-1", "body": "order 1", "eventSource": "aws:sqs", "eventSourceARN": "a:b:Jobs",
         "attributes": {"SentTimestamp": "1796040000000", "ApproximateReceiveCount": "3",
                        "ApproximateFirstReceiveTimestamp": "1796040000250"}},
        {"messageId": "m-2", "body": "order 2", "eventSource": "aws:sqs", "eventSourceARN": "a:b:Jobs",
         "attributes": {}}]}
      """;

  private final InvocationJournal journal = new InvocationJournal();

  @Test
  void tellsWhoInvokesWhatAndHowItEnds() {
    var line = begin("{\"order\": \"o-1\"}", new Invocation.Trigger("a:b:Caller", true, AT));
    line.fault("rule-1");
    line.end(InvocationResult.thrown("com.example.Oops", "no"), 120, 80, 900);

    var entry = only("o-1");
    assertThat(entry.path("function").asText()).isEqualTo("Work");
    assertThat(entry.path("caller").asText()).isEqualTo("Caller");
    assertThat(entry.path("asynchronous").asBoolean()).isTrue();
    assertThat(entry.path("at").asText()).isEqualTo("2026-11-30T12:00:00Z");
    assertThat(entry.path("environment").asText()).isEqualTo("e-1");
    assertThat(entry.path("error").asText()).isEqualTo("com.example.Oops");
    assertThat(entry.path("fault").asText()).isEqualTo("rule-1");
    assertThat(entry.path("billedMilliseconds").asLong()).isEqualTo(120);
    assertThat(entry.path("initMilliseconds").asLong()).isEqualTo(80);
    assertThat(entry.path("memoryMegabytes").asInt()).isEqualTo(256);
    assertThat(entry.path("logBytes").asLong()).isEqualTo(900);
    assertThat(Instant.parse(entry.path("begun").asText()))
        .isBeforeOrEqualTo(Instant.parse(entry.path("ended").asText()));
  }

  @Test
  void whatStillRunsHasNoEnd() {
    begin("{\"order\": \"o-1\"}", new Invocation.Trigger("", false, AT));

    assertThat(only("o-1").has("ended")).isFalse();
    assertThat(only("o-1").path("caller").asText()).isEmpty();
  }

  @Test
  void ofABatchItShowsTheMessagesThatAreAskedFor() {
    var line = begin(TWO_MESSAGES, new Invocation.Trigger("Mapping", false, AT));
    var failed = "{\"batchItemFailures\": [{\"itemIdentifier\": \"m-2\"}]}".getBytes(UTF_8);
    line.end(new InvocationResult(failed, false, new byte[0]), 1, 0, 0);

    assertThat(only("order 1").path("messages"))
        .isEqualTo(
            json(
                """
                [{"messageId": "m-1", "queue": "Jobs", "sent": "2026-11-30T12:00:00Z",
                  "firstReceived": "2026-11-30T12:00:00.250Z", "receives": 3, "returned": false}]
                """));
    assertThat(only("order 2").path("messages")).hasSize(1);
    assertThat(only("order 2").path("records").asInt()).isEqualTo(2);
    assertThat(only("order 2").at("/messages/0/returned").asBoolean()).isTrue();
    assertThat(found("order 3")).isEmpty();
  }

  @Test
  void keepsTheLastFiveThousandThatFit() {
    for (int i = 0; i < 5_100; i++) {
      begin("{\"order\": \"o-%d\"}".formatted(i), new Invocation.Trigger("", false, AT));
    }
    assertThat(found("\"o-99\"")).isEmpty();
    assertThat(found("\"o-100\"")).hasSize(1);

    for (int i = 0; i < 20; i++) {
      begin("{\"order\": \"" + "w".repeat(1 << 20) + "\"}", new Invocation.Trigger("", false, AT));
    }
    assertThat(found("wwww")).hasSizeBetween(5, 8);
  }

  private InvocationJournal.Line begin(String event, Invocation.Trigger trigger) {
    var function = LocalFunctions.probe("Work");
    var invocation =
        new Invocation("r-1", function.arn(), event.getBytes(UTF_8), null, null, trigger);
    return journal.begin(invocation, function, "e-1");
  }

  private JsonNode only(String text) {
    assertThat(found(text)).hasSize(1);
    return found(text).get(0);
  }

  private JsonNode found(String text) {
    return json(journal.json(text, arn -> arn.substring(arn.lastIndexOf(':') + 1)))
        .path("invocations");
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}

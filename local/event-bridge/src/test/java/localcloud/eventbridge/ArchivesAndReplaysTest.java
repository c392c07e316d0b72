package localcloud.eventbridge;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shapes, codes and most words are those that localstack's tests recorded on AWS in May 2024. */
class ArchivesAndReplaysTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PREFIX = "arn:aws:events:us-east-1:000000000000:";
  private static final String BUS = PREFIX + "event-bus/orders";
  private static final String ARCHIVE = PREFIX + "archive/all";
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final BlockingQueue<AwsCall> calls = new LinkedBlockingQueue<>();
  private final CountDownLatch gate = new CountDownLatch(1);
  private volatile boolean isShut;
  private volatile Instant now = NOON;
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final EventBridge events =
      new EventBridge(
          "us-east-1",
          "000000000000",
          "http://127.0.0.1:4566",
          call -> {
            calls.add(call);
            return AwsAnswer.json("{}");
          },
          clock,
          Duration.ofMillis(1),
          (harm, rule, target, event) -> passes(),
          (call, event) -> {});

  /** A shut gate holds each event on its way to a target. */
  private boolean passes() {
    try {
      return isShut && !gate.await(3, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @BeforeEach
  void makeABusWithTwoRulesAndAnArchive() throws Exception {
    call("CreateEventBus", "{'Name': 'orders'}");
    call("CreateEventBus", "{'Name': 'other'}");
    rule("mail", "{'source': ['shop']}");
    rule("live", "{'source': ['shop'], 'replay-name': [{'exists': false}]}");
    call(
        "CreateArchive",
        "{'ArchiveName': 'all', 'EventSourceArn': '"
            + BUS
            + "', 'RetentionDays': 1, 'EventPattern':"
            + " '{\\'source\\': [\\'shop\\']}', 'Description': 'of the shop'}");
  }

  @AfterEach
  void close() {
    gate.countDown();
    events.close();
  }

  @Test
  void describesAnArchiveAsAwsDoes() throws Exception {
    put("shop", NOON, 1);
    put("another", NOON, 2);

    var described = (ObjectNode) call("DescribeArchive", "{'ArchiveName': 'all'}");
    assertThat(described.remove("SizeBytes").asLong()).isPositive();
    assertThat(described)
        .isEqualTo(
            json(
                "{'ArchiveName': 'all', 'EventSourceArn': '"
                    + BUS
                    + "', 'State': 'ENABLED', 'RetentionDays': 1, 'EventCount': 1, 'CreationTime':"
                    + " 1795262400.0, 'ArchiveArn': '"
                    + ARCHIVE
                    + "', 'Description': 'of the shop', 'EventPattern': '{\\'source\\':"
                    + " [\\'shop\\']}'}"));
    assertThat(
            call("ListArchives", "{'EventSourceArn': '" + BUS + "'}")
                .at("/Archives/0")
                .propertyStream()
                .map(Map.Entry::getKey))
        .containsExactly(
            "ArchiveName",
            "EventSourceArn",
            "State",
            "RetentionDays",
            "SizeBytes",
            "EventCount",
            "CreationTime");
    assertThat(call("ListArchives", "{'NamePrefix': 'b'}")).isEqualTo(json("{'Archives': []}"));
  }

  @Test
  void replaysTheEventAsItWasWithTheNameOfTheReplay() throws Exception {
    var id = put("shop", NOON, 1);
    assertThat(List.of(next().text(), next().text())).allMatch(text -> text.contains(id));

    var started = start("again", NOON, NOON.plusSeconds(1), "");

    assertThat(started)
        .isEqualTo(
            json(
                "{'ReplayArn': '"
                    + PREFIX
                    + "replay/again', 'State': 'STARTING', 'ReplayStartTime': 1795262400.0}"));
    assertThat(next().text())
        .isEqualTo(
            "{\"version\":\"0\",\"id\":\""
                + id
                + "\",\"detail-type\":\"Sold\",\"source\":\"shop\",\"account\":\"000000000000\","
                + "\"time\":\"2026-11-21T12:00:00Z\",\"region\":\"us-east-1\","
                + "\"replay-name\":\"again\",\"resources\":[],\"detail\":{\"n\":1}}");
    assertThat(ended("again"))
        .isEqualTo(
            json(
                "{'ReplayName': 'again', 'EventSourceArn': '"
                    + ARCHIVE
                    + "', 'State': 'COMPLETED', 'EventStartTime': 1795262400.0, 'EventEndTime':"
                    + " 1795262401.0, 'EventLastReplayedTime': 1795262400.0, 'ReplayStartTime':"
                    + " 1795262400.0, 'ReplayEndTime': 1795262400.0, 'ReplayArn': '"
                    + PREFIX
                    + "replay/again', 'Destination': {'Arn': '"
                    + BUS
                    + "'}}"));
    // The rule that wants no replays got none, and the archive took none.
    assertThat(calls).isEmpty();
    assertThat(count("all")).isEqualTo(1);
  }

  @Test
  void replaysToTheGivenRulesOnly() throws Exception {
    rule("audit", "{'source': ['shop']}");
    put("shop", NOON, 1);
    for (var i = 0; i < 3; i++) {
      next();
    }

    start("again", NOON, NOON.plusSeconds(1), PREFIX + "rule/orders/audit");

    assertThat(ended("again").at("/Destination/FilterArns/0").asText())
        .isEqualTo(PREFIX + "rule/orders/audit");
    assertThat(next().path()).contains("audit");
    assertThat(calls).isEmpty();
  }

  @Test
  void replaysFromTheStartOnAndBeforeTheEndMinuteByMinute() throws Exception {
    put("shop", NOON.minusSeconds(1), 1);
    put("shop", NOON.plusSeconds(90), 2);
    put("shop", NOON.plusSeconds(120), 3);
    put("shop", NOON, 4);
    for (var i = 0; i < 8; i++) {
      next();
    }

    start("again", NOON, NOON.plusSeconds(120), "");

    assertThat(ended("again").path("EventLastReplayedTime").asDouble())
        .isEqualTo(NOON.plusSeconds(90).getEpochSecond());
    assertThat(Stream.of(next(), next()).map(AwsCall::text).map(ArchivesAndReplaysTest::number))
        .containsExactlyInAnyOrder(4, 2);
    assertThat(calls).isEmpty();
    assertThat(events.countArchived("all", NOON, NOON.plusSeconds(120), ""))
        .isEqualTo(Map.of("Sold", 2L));
    assertThat(
            events.countArchived(
                "all", NOON, NOON.plusSeconds(120), PREFIX + "rule/orders/unknown"))
        .isEmpty();
  }

  @Test
  void aReplayWithoutEventsCompletesWithoutALastTime() throws Exception {
    start("again", NOON, NOON.plusSeconds(1), "");

    assertThat(ended("again").path("State").asText()).isEqualTo("COMPLETED");
    assertThat(ended("again").has("EventLastReplayedTime")).isFalse();
  }

  @Test
  void forgetsAnEventWhenItsRetentionIsOver() throws Exception {
    put("shop", NOON, 1);
    now = NOON.plus(Duration.ofHours(24));
    assertThat(count("all")).isEqualTo(1);

    now = now.plusMillis(1);

    assertThat(count("all")).isZero();
    call("UpdateArchive", "{'ArchiveName': 'all', 'RetentionDays': 0}");
    put("shop", now, 2);
    now = now.plus(Duration.ofDays(4_000));
    assertThat(count("all")).isEqualTo(1);
    assertThat(call("DescribeArchive", "{'ArchiveName': 'all'}").path("Description").asText())
        .isEqualTo("of the shop");
  }

  @Test
  void cancelsAReplayThatRuns() throws Exception {
    put("shop", NOON, 1);
    put("shop", NOON.plusSeconds(60), 2);
    isShut = true;
    start("again", NOON, NOON.plusSeconds(120), "");

    var cancelled = call("CancelReplay", "{'ReplayName': 'again'}");

    assertThat(cancelled)
        .isEqualTo(json("{'ReplayArn': '" + PREFIX + "replay/again', 'State': 'CANCELLING'}"));
    gate.countDown();
    assertThat(ended("again").path("State").asText()).isEqualTo("CANCELLED");
    assertThatThrownBy(() -> call("CancelReplay", "{'ReplayName': 'again'}"))
        .isInstanceOfSatisfying(
            AwsException.class, e -> assertThat(e.code()).isEqualTo("IllegalStatusException"));
  }

  @Test
  void runsTenReplaysAtOnceAndNoMore() throws Exception {
    put("shop", NOON, 1);
    isShut = true;
    for (var i = 0; i < 10; i++) {
      start("r" + i, NOON, NOON.plusSeconds(1), "");
    }

    assertThatThrownBy(() -> start("r10", NOON, NOON.plusSeconds(1), ""))
        .isInstanceOfSatisfying(
            AwsException.class, e -> assertThat(e.code()).isEqualTo("LimitExceededException"));
  }

  @Test
  void listsReplaysInPages() throws Exception {
    for (var i = 0; i < 6; i++) {
      start("r" + i, NOON, NOON.plusSeconds(1), "");
      ended("r" + i);
    }

    var first = call("ListReplays", "{'Limit': 4, 'NamePrefix': 'r'}");
    var second =
        call(
            "ListReplays",
            "{'Limit': 4, 'NamePrefix': 'r', 'NextToken': '"
                + first.path("NextToken").asText()
                + "'}");

    assertThat(names(first)).isEqualTo("r0 r1 r2 r3");
    assertThat(names(second)).isEqualTo("r4 r5");
    assertThat(second.has("NextToken")).isFalse();
    now = NOON.plus(Duration.ofDays(91));
    assertThat(names(call("ListReplays", "{}"))).isEmpty();
  }

  @Test
  void forgetsTheOldestEventsOverItsRoom() throws Exception {
    var bus = new Bus("orders", BUS);
    var archives = new Archives(PREFIX, clock, 10_000, name -> bus);
    for (var name : List.of("a", "b")) {
      archives.create(json("{'ArchiveName': '" + name + "', 'EventSourceArn': '" + BUS + "'}"));
    }
    for (var i = 0; i < 200; i++) {
      now = now.plusSeconds(1);
      archives.take(
          bus, json("{'source': 'shop', 'time': '" + now + "', 'detail': {'n': " + i + "}}"));
    }

    var kept =
        Stream.of("a", "b")
            .map(archives::find)
            .mapToLong(archive -> archive.events().bytes())
            .sum();
    assertThat(kept).isBetween(9_000L, 10_000L);
    var events = archives.between(archives.find("a"), Instant.MIN, Instant.MAX);
    assertThat(events.getLast().time()).isEqualTo(now);
    assertThat(events.getFirst().time()).isAfter(NOON.plusSeconds(100));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CreateArchive|{'ArchiveName': 'all', 'EventSourceArn': 'BUS'}|ResourceAlreadyExistsException|Archive all already exists.
          CreateArchive|{'ArchiveName': 'a', 'EventSourceArn': 'event-bus/none'}|ResourceNotFoundException|Event bus none does not exist.
          CreateArchive|{'ArchiveName': 'a', 'EventSourceArn': 'BUS', 'EventPattern': '{\\'a\\': 1}'}|InvalidEventPatternException|Event pattern is not valid. Reason:
          CreateArchive|{'ArchiveName': 'a b', 'EventSourceArn': 'BUS'}|ValidationException|1 validation error detected: Value 'a b' at 'archiveName'
          CreateArchive|{'ArchiveName': 'a23456789012345678901234567890123456789012345678901', 'EventSourceArn': 'BUS'}|ValidationException|less than or equal to 48
          CreateArchive|{'ArchiveName': 'a'}|ValidationException|Value null at 'eventSourceArn'
          CreateArchive|{'ArchiveName': 'a', 'EventSourceArn': 'BUS', 'RetentionDays': -1}|ValidationException|RetentionDays must be
          CreateArchive|{'ArchiveName': 'a', 'EventSourceArn': 'BUS', 'Shape': 1}|ValidationException|Shape of an archive is not supported
          DescribeArchive|{'ArchiveName': 'none'}|ResourceNotFoundException|Archive none does not exist.
          DeleteArchive|{'ArchiveName': 'none'}|ResourceNotFoundException|Archive none does not exist.
          ListArchives|{'EventSourceArn': 'event-bus/none'}|ResourceNotFoundException|Event bus none does not exist.
          ListArchives|{'State': 'OPEN'}|ValidationException|satisfy enum value set: [ENABLED
          ListArchives|{'NamePrefix': 'a', 'State': 'ENABLED'}|ValidationException|At most one filter is allowed for ListArchives.
          ListReplays|{'Limit': 101}|ValidationException|Value '101' at 'limit'
          StartReplay|{'ReplayName': 'r', 'EventSourceArn': 'ARCHIVE', 'EventStartTime': 10, 'EventEndTime': 10, 'Destination': {'Arn': 'BUS'}}|ValidationException|Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.
          StartReplay|{'ReplayName': 'r', 'EventSourceArn': 'PREFIXarchive/none', 'EventStartTime': 1, 'EventEndTime': 10, 'Destination': {'Arn': 'BUS'}}|ValidationException|Parameter EventSourceArn is not valid. Reason: Archive none does not exist.
          StartReplay|{'ReplayName': 'r', 'EventSourceArn': 'ARCHIVE', 'EventStartTime': 1, 'EventEndTime': 10, 'Destination': {'Arn': 'event-bus/none'}}|ResourceNotFoundException|Event bus none does not exist.
          StartReplay|{'ReplayName': 'r', 'EventSourceArn': 'ARCHIVE', 'EventStartTime': 1, 'EventEndTime': 10, 'Destination': {'Arn': 'PREFIXevent-bus/other'}}|ValidationException|Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.
          StartReplay|{'ReplayName': 'r', 'EventSourceArn': 'ARCHIVE', 'EventStartTime': 1, 'EventEndTime': 10, 'Destination': {'Arn': 'BUS', 'FilterArns': ['PREFIXrule/orders/none']}}|ResourceNotFoundException|Rule none does not exist on EventBus orders.
          StartReplay|{'ReplayName': 'r', 'EventSourceArn': 'ARCHIVE', 'EventEndTime': 10, 'Destination': {'Arn': 'BUS'}}|ValidationException|Value null at 'eventStartTime'
          DescribeReplay|{'ReplayName': 'none'}|ResourceNotFoundException|Replay none does not exist.
          CancelReplay|{'ReplayName': 'none'}|ResourceNotFoundException|Replay none does not exist.
          """)
  void refusesWhatAwsRefuses(String operation, String body, String code, String words) {
    var request = body.replace("ARCHIVE", ARCHIVE).replace("BUS", BUS).replace("PREFIX", PREFIX);

    assertThatThrownBy(() -> call(operation, request))
        .isInstanceOfSatisfying(
            AwsException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e).hasMessageContaining(words);
            });
  }

  @Test
  void refusesASecondReplayOfTheName() throws Exception {
    start("again", NOON, NOON.plusSeconds(1), "");

    assertThatThrownBy(() -> start("again", NOON, NOON.plusSeconds(1), ""))
        .hasMessage("Replay again already exists.");
  }

  @Test
  void anArchiveKeepsWhatItsPatternMatchesUntilItIsDeleted() throws Exception {
    call(
        "CreateArchive",
        "{'ArchiveName': 'mine', 'EventSourceArn': '"
            + BUS
            + "', 'EventPattern': '{\\'source\\': [\\'mine\\']}', 'RetentionDays': 3}");
    put("mine", NOON, 1);

    assertThat(count("mine")).isEqualTo(1);
    assertThat(count("all")).isZero();
    call("DeleteArchive", "{'ArchiveName': 'mine'}");
    assertThatThrownBy(() -> count("mine")).hasMessage("Archive mine does not exist.");
  }

  private void rule(String name, String pattern) throws Exception {
    var properties = JSON.createObjectNode();
    properties.put("EventBusName", "orders");
    properties.set("EventPattern", json(pattern));
    properties
        .putArray("Targets")
        .add(
            json(
                "{'Id': 'f', 'Arn': 'arn:aws:lambda:us-east-1:000000000000:function:"
                    + name
                    + "'}"));
    events.putRule(name, RuleSettings.ofCall(properties));
  }

  /** Answers the event's ID. */
  private String put(String source, Instant time, int number) throws Exception {
    var entry = JSON.createObjectNode();
    entry.put("EventBusName", "orders").put("Source", source).put("DetailType", "Sold");
    entry.put("Time", time.getEpochSecond()).put("Detail", "{\"n\":" + number + "}");
    var request = JSON.createObjectNode();
    request.putArray("Entries").add(entry);
    return call("PutEvents", request.toString()).at("/Entries/0/EventId").asText();
  }

  private JsonNode start(String name, Instant from, Instant to, String rule) throws Exception {
    var request = JSON.createObjectNode();
    request.put("ReplayName", name).put("EventSourceArn", ARCHIVE);
    request.put("EventStartTime", from.getEpochSecond()).put("EventEndTime", to.getEpochSecond());
    var destination = request.putObject("Destination").put("Arn", BUS);
    if (!rule.isEmpty()) {
      destination.putArray("FilterArns").add(rule);
    }
    return call("StartReplay", request.toString());
  }

  private JsonNode ended(String replay) throws Exception {
    for (var tries = 0; tries < 2_000; tries++) {
      var described = call("DescribeReplay", "{'ReplayName': '" + replay + "'}");
      if (described.path("State").asText().matches("COMPLETED|CANCELLED|FAILED")) {
        return described;
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    throw new AssertionError("the replay does not end");
  }

  private int count(String archive) throws Exception {
    return call("DescribeArchive", "{'ArchiveName': '" + archive + "'}").path("EventCount").asInt();
  }

  private static String names(JsonNode page) {
    var replays = page.path("Replays");
    return IntStream.range(0, replays.size())
        .mapToObj(i -> replays.get(i).path("ReplayName").asText())
        .collect(joining(" "));
  }

  private static int number(String event) {
    try {
      return JSON.readTree(event).at("/detail/n").asInt();
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private AwsCall next() throws InterruptedException {
    var call = calls.poll(1, TimeUnit.MINUTES);
    assertThat(call).as("a call within a minute").isNotNull();
    return call;
  }

  private JsonNode call(String operation, String body) throws Exception {
    var answer =
        events.answer(
            AwsCall.json(
                "events",
                "arn:aws:iam::000000000000:root",
                "AWSEvents." + operation,
                json(body).toString()));
    return JSON.readTree(answer.body());
  }

  /** JSON that may be written with single quotes. */
  private static JsonNode json(String text) throws Exception {
    return JSON.reader()
        .with(JsonParser.Feature.ALLOW_SINGLE_QUOTES)
        .readTree(text.replace("\\'", "\\\""));
  }
}

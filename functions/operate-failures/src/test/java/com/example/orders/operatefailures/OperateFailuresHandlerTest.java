package com.example.orders.operatefailures;

import static com.example.orders.failures.FailureSource.ASYNC_INVOKE;
import static com.example.orders.failures.FailureSource.ORDERS_QUEUE;
import static com.example.orders.failures.FailureSource.SHIPMENT_QUEUE;
import static com.example.orders.failures.FailureSource.WORKFLOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.example.orders.failures.AuditEntry.Action;
import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureReport;
import com.example.orders.failures.FailureSource;
import com.example.orders.failures.FailureState;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.OrderKey;
import com.example.orders.testing.EventFiles;
import com.example.orders.testing.InMemoryFailures;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every route, and every kind of request that is refused. */
class OperateFailuresHandlerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String ANN = "arn:aws:sts::000000000000:assumed-role/operator/ann";
  private static final String ALL = "/operations/failures";
  private static final String ONE = "/operations/failures/{failureId}";
  private static final FailureId ID = new FailureId("4f1e5c3b2a19087766554433");
  private static final OrderKey ORDER = OrderKey.of("acme", "0199c0de-0000-7000-8000-0000000000a1");
  private static final String PAYLOAD =
      """
      {"customer":"acme","order":{"orderId":"0199c0de-0000-7000-8000-0000000000a1",\
      "paymentToken":"tok_visa","email":"ada@example.com","shippingAddress":{"name":"Ada Lovelace",\
      "country":"GB"},"taskToken":"AQCsecret"}}""";

  private final InMemoryFailures failures = new InMemoryFailures();
  private final List<String> asked = new ArrayList<>();
  private Replays.Answer outcome = new Replays.Underway("message 17");
  private final OperateFailuresHandler handler =
      new OperateFailuresHandler(
          new Operations(
              failures,
              new Replays() {
                @Override
                public Answer replay(FailureId id, String by) {
                  return answer("replay " + id + " " + by);
                }

                @Override
                public Answer discard(FailureId id, String reason, String by) {
                  return answer("discard " + id + " " + by + " " + reason);
                }

                @Override
                public Answer undo(FailureId id, String reason, String by) {
                  return answer("undo " + id + " " + by + " " + reason);
                }

                private Answer answer(String request) {
                  asked.add(request);
                  return outcome;
                }
              },
              Clock.fixed(NOW, ZoneOffset.UTC)),
          Telemetry.fromEnvironment());

  @ParameterizedTest
  @CsvSource({"list, 200", "show, 200", "replay, 202", "edit, 200", "discard, 200", "undo, 202"})
  void answersEverySampleEvent(String name, int status) {
    record(ID, ORDERS_QUEUE, ORDER);
    var event =
        EventFiles.event("operate-failures/" + name + ".json", APIGatewayProxyRequestEvent.class);

    var answer = handle(event);

    assertThat(answer.getStatusCode()).as(answer.getBody()).isEqualTo(status);
  }

  /** SourceRulesTest looks for each file's name: list, show, replay, edit, discard, undo. */
  @Test
  void theSampleEventsAreThese() {
    assertThat(EventFiles.names("operate-failures"))
        .containsExactly("discard", "edit", "list", "replay", "show", "undo");
  }

  @Test
  void listsTheOpenOnesByDefaultTheLastSeenFirst() {
    record(id(1), ORDERS_QUEUE, ORDER);
    record(id(2), SHIPMENT_QUEUE, ORDER);
    var discarded = record(id(3), ORDERS_QUEUE, ORDER);
    failures.store(discarded.discard());

    var page = ok(200, list(Map.of()));

    assertThat(page.findValuesAsText("failureId")).containsExactly(id(2).value(), id(1).value());
    assertThat(page.has("nextCursor")).isFalse();
  }

  @Test
  void anEntryInTheListSaysWhatFailedWhereAndWhose() {
    var failure = record(ID, SHIPMENT_QUEUE, ORDER);

    var entry = ok(200, list(Map.of())).at("/failures/0");

    assertThat(entry.toString())
        .isEqualTo(
            """
            {"failureId":"4f1e5c3b2a19087766554433","state":"OPEN","class":"UNKNOWN",\
            "classRule":"RULE","source":"SHIPMENT_QUEUE","origin":"where it came from",\
            "error":"Some.Error","customer":"acme","orderId":"0199c0de-0000-7000-8000-0000000000a1",\
            "attempts":5,"replays":0,"seenCount":1,"firstSeen":"2026-11-21T09:00:01Z",\
            "lastSeen":"2026-11-21T09:00:01Z","edited":false}"""
                .replace("RULE", failure.classification().rule()));
  }

  @ParameterizedTest
  @CsvSource({
    "state, OPEN, 3",
    "state, RESOLVED, 0",
    "class, UNKNOWN, 3",
    "class, TRANSIENT, 0",
    "source, ORDERS_QUEUE, 1",
    "customer, acme, 2",
    "customer, ACME, 0",
    "order, 0199c0de-0000-7000-8000-0000000000b2, 1",
    "order, attribute_not_exists(pk), 0"
  })
  void filters(String name, String value, int found) {
    record(id(1), ORDERS_QUEUE, ORDER);
    record(id(2), SHIPMENT_QUEUE, ORDER);
    record(id(3), WORKFLOW, OrderKey.of("zoe", "0199c0de-0000-7000-8000-0000000000b2"));

    assertThat(ok(200, list(Map.of(name, value))).path("failures")).hasSize(found);
  }

  @Test
  void pagesThroughAllOfThemOnce() {
    for (var i = 1; i <= 7; i++) {
      record(id(i), ORDERS_QUEUE, ORDER);
    }
    var seen = new ArrayList<String>();
    var query = new HashMap<>(Map.of("limit", "3"));
    JsonNode page;
    do {
      page = ok(200, list(query));
      seen.addAll(page.findValuesAsText("failureId"));
      query.put("cursor", page.path("nextCursor").asText());
    } while (page.has("nextCursor"));

    assertThat(seen).hasSize(7).doesNotHaveDuplicates();
  }

  @Test
  void readsOnUntilAFilterLeavesSomething() {
    record(id(1), ORDERS_QUEUE, OrderKey.of("zoe", "0199c0de-0000-7000-8000-0000000000b2"));
    for (var i = 2; i <= 9; i++) {
      record(id(i), ORDERS_QUEUE, ORDER);
    }

    var page = ok(200, list(Map.of("limit", "1", "customer", "zoe")));

    assertThat(page.findValuesAsText("failureId")).containsExactly(id(1).value());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "state  | open | state must be one of OPEN, REPLAYING, RESOLVED, DISCARDED.",
        "state  | *    | state must be one of OPEN, REPLAYING, RESOLVED, DISCARDED.",
        "class  | ''   | class must be one of TRANSIENT, BUSINESS, POISON, UNKNOWN.",
        "source | QUEUE| source must be one of ORDERS_QUEUE, SHIPMENT_QUEUE, ASYNC_INVOKE, EVENT_TARGET, WORKFLOW.",
        "limit  | 0    | limit must be a whole number from 1 to 100.",
        "limit  | 101  | limit must be a whole number from 1 to 100.",
        "limit  | -1   | limit must be a whole number from 1 to 100.",
        "limit  | 1e1  | limit must be a whole number from 1 to 100.",
        "limit  | 99999999999999999999 | limit must be a whole number from 1 to 100.",
        "limit  | ''   | limit must be a whole number from 1 to 100.",
        "cursor | ''   | cursor must be the nextCursor of a page of the same list.",
        "cursor | 0    | cursor must be the nextCursor of a page of the same list.",
        "cursor | 00000000000000003 | cursor must be the nextCursor of a page of the same list.",
        "stat   | OPEN | The query may have these parameters only: class, cursor, customer, limit, order, source, state."
      })
  void refusesABadQueryAndNamesTheRule(String name, String value, String detail) {
    assertProblem(list(Map.of(name, value)), 400, detail);
  }

  @Test
  void refusesACursorThatWasChangedOrIsOfAnotherList() {
    for (var i = 1; i <= 3; i++) {
      record(id(i), ORDERS_QUEUE, ORDER);
    }
    var cursor = ok(200, list(Map.of("limit", "1"))).path("nextCursor").asText();
    var changed = cursor.substring(0, cursor.length() - 1) + "2";
    var rule = "cursor must be the nextCursor of a page of the same list.";

    assertProblem(list(Map.of("cursor", changed)), 400, rule);
    assertProblem(list(Map.of("cursor", cursor, "class", "POISON")), 400, rule);
    assertThat(list(Map.of("cursor", cursor)).getStatusCode()).isEqualTo(200);
  }

  @Test
  void refusesAParameterThatIsGivenTwice() {
    var event = event("GET", ALL, null);
    event.setQueryStringParameters(Map.of("state", "OPEN"));
    event.setMultiValueQueryStringParameters(Map.of("state", List.of("DISCARDED", "OPEN")));

    assertProblem(handle(event), 400, "state must be given once.");
  }

  @Test
  void showsTheDecodedCauseAndHidesTokensAndAddresses() {
    see(
        """
        {"Error":"Some.Error","Cause":"{\\"errorMessage\\":\\"no\\",\\"paymentToken\\":\\"tok_visa\\"}"}""");

    var shown = ok(200, show());

    assertThat(shown.at("/cause/Cause/errorMessage").asText()).isEqualTo("no");
    assertThat(shown.at("/payload/bytes").asInt()).isEqualTo(PAYLOAD.length());
    assertThat(shown.at("/payload/shown").asText()).contains("\"country\":\"GB\"", "***");
    assertThat(shown.at("/audit/0/by").asText()).isEqualTo("record-failure");
    assertThat(shown.toString())
        .doesNotContain("tok_visa", "ada@example.com", "Lovelace", "AQCsecret");
  }

  @Test
  void showsACauseThatIsNestedDeeplyToALimit() {
    var cause = "deep";
    for (var i = 0; i < 6; i++) {
      cause = JSON.createObjectNode().put("c", cause).toString();
    }
    see(cause);

    var shown = ok(200, show()).path("cause");

    for (var i = 0; i < 4; i++) {
      assertThat(shown.isObject()).isTrue();
      shown = shown.path("c");
    }
    assertThat(shown.isTextual()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "4f1e5c3b2a1908776655443",
        "4f1e5c3b2a190877665544330",
        "4F1E5C3B2A19087766554433",
        "../../orders",
        "*",
        "4f1e5c3b2a1908776655443\n"
      })
  void refusesAnIdThatIsNone(String id) {
    var rule = "failureId must be 24 hexadecimal digits in lower case.";
    assertProblem(send("GET", ONE, id, null), 400, rule);
    assertProblem(send("POST", ONE + "/replay", id, null), 400, rule);
    assertProblem(send("POST", ONE + "/discard", id, "{\"reason\":\"why\"}"), 400, rule);
    assertProblem(send("PUT", ONE + "/payload", id, "{\"payload\":\"{}\"}"), 400, rule);
  }

  @Test
  void answers404ToAnIdThatNoEntryHas() {
    var detail = "There is no entry with this ID.";
    assertProblem(show(), 404, detail);
    assertProblem(replay(), 404, detail);
    assertProblem(discard("{\"reason\":\"why\"}"), 404, detail);
    assertProblem(edit("{}"), 404, detail);
    assertThat(asked).isEmpty();
  }

  @Test
  void replaysInTheOperatorsName() {
    record(ID, ORDERS_QUEUE, ORDER);

    var answer = ok(202, replay());

    assertThat(asked).containsExactly("replay " + ID + " " + ANN);
    assertThat(answer.path("detail").asText()).isEqualTo("message 17");
  }

  @Test
  void saysWhyAReplayIsRefused() {
    record(ID, WORKFLOW, ORDER);
    outcome = new Replays.NotPossible("the execution still runs");

    assertProblem(replay(), 409, "Refused: the execution still runs.");
    assertProblem(discard("{\"reason\":\"why\"}"), 409, "Refused: the execution still runs.");
    assertProblem(undo("{\"reason\":\"why\"}"), 409, "Refused: the execution still runs.");
  }

  @Test
  void doesNotClaimAReplayThatGaveNoAnswer() {
    record(ID, ORDERS_QUEUE, ORDER);
    outcome = new Replays.Unanswered();

    assertThat(replay().getStatusCode()).isEqualTo(502);
    assertThat(discard("{\"reason\":\"why\"}").getStatusCode()).isEqualTo(502);
    assertThat(undo("{\"reason\":\"why\"}").getStatusCode()).isEqualTo(502);
  }

  @ParameterizedTest
  @EnumSource(names = {"REPLAYING", "RESOLVED", "DISCARDED"})
  void changesOnlyOpenEntries(FailureState state) {
    var open = record(ID, ORDERS_QUEUE, ORDER);
    failures.store(
        switch (state) {
          case REPLAYING -> open.claim(NOW, Duration.ofMinutes(5));
          case RESOLVED -> open.resolve();
          default -> open.discard();
        });
    var detail = "Refused: the entry is " + state + " and not OPEN.";

    assertProblem(replay(), 409, detail);
    assertProblem(discard("{\"reason\":\"why\"}"), 409, detail);
    assertProblem(undo("{\"reason\":\"why\"}"), 409, detail);
    assertProblem(edit(PAYLOAD), 409, detail);
    assertThat(asked).isEmpty();
  }

  @Test
  void keepsAnEditedPayloadBesideTheOriginalAndSaysWhoEditedIt() {
    record(ID, ORDERS_QUEUE, ORDER);

    ok(200, edit(PAYLOAD.replace("GB", "FR").replace("tok_visa", "***")));

    var payloads = failures.payloads(ID).orElseThrow();
    assertThat(payloads.original()).isEqualTo(PAYLOAD);
    assertThat(payloads.edited()).contains("FR", "tok_visa");
    assertThat(failures.audit(ID).getLast().by()).isEqualTo(ANN);
    assertThat(failures.audit(ID).getLast().action()).isEqualTo(Action.EDIT);
    assertThat(failures.find(ID).orElseThrow().edited()).isTrue();
    var shown = ok(200, show()).at("/editedPayload/shown").asText();
    assertThat(shown).contains("FR").doesNotContain("tok_visa");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no JSON", "[]", "\"text\"", "{}", "{\"a\":"})
  void refusesAPayloadThatIsNoMessageOfTheOrder(String payload) {
    record(ID, ORDERS_QUEUE, ORDER);

    var answer = edit(payload);

    assertThat(answer.getStatusCode()).isEqualTo(400);
    assertThat(json(answer).path("detail").asText()).startsWith("payload is refused: ");
    assertThat(failures.payloads(ID).orElseThrow().edited()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "customer\":\"acme, customer\":\"eve",
    "0199c0de-0000-7000-8000-0000000000a1, 0199c0de-0000-7000-8000-0000000000b2"
  })
  void refusesToMakeItSomebodyElsesOrder(String before, String after) {
    record(ID, ORDERS_QUEUE, ORDER);

    assertProblem(
        edit(PAYLOAD.replace(before, after)),
        400,
        "payload is refused: customer and order ID cannot be changed.");
  }

  @Test
  void refusesToEditAWorkflow() {
    record(ID, WORKFLOW, ORDER);

    assertProblem(
        edit(PAYLOAD),
        409,
        "Refused: the input of a workflow is its two IDs and cannot be edited.");
  }

  @Test
  void refusesToEditWhatNamesNoOrder() {
    record(ID, ASYNC_INVOKE, null);

    assertThat(edit(PAYLOAD).getStatusCode()).isEqualTo(409);
  }

  @Test
  void discardsAndUndoesWithAReasonInTheOperatorsName() {
    record(ID, ORDERS_QUEUE, ORDER);

    ok(200, discard("{\"reason\":\"  ordered again by phone \"}"));
    var entry = ok(202, undo("{\"reason\":\"no longer to be had\"}"));

    assertThat(asked)
        .containsExactly(
            "discard " + ID + " " + ANN + " ordered again by phone",
            "undo " + ID + " " + ANN + " no longer to be had");
    assertThat(entry.path("failureId").asText()).isEqualTo(ID.value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \\t ", "two\\nlines", "a\\u0000b", "LONG"})
  void refusesAReasonThatIsNone(String reason) {
    record(ID, ORDERS_QUEUE, ORDER);
    var body = "{\"reason\":\"" + reason.replace("LONG", "x".repeat(501)) + "\"}";

    assertProblem(
        discard(body),
        400,
        "reason must be 1 to 500 characters on one line, not only white space.");
    assertThat(undo(body).getStatusCode()).isEqualTo(400);
    assertThat(asked).isEmpty();
    assertThat(failures.find(ID).orElseThrow().state()).isEqualTo(FailureState.OPEN);
  }

  @Test
  void takesAReasonOf500CharactersHoweverManyBytesTheyAre() {
    record(ID, ORDERS_QUEUE, ORDER);
    var reason = new String(Character.toChars(0x1F600)).repeat(500);

    assertThat(discard("{\"reason\":\"" + reason + "\"}").getStatusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                   | The body must be a JSON object.",
        "[]                   | The body must be a JSON object.",
        "null                 | The body must be a JSON object.",
        "'{\"reason\"'        | The body must be JSON without duplicate names.",
        "'{\"reason\":\"a\"} x' | The body must be JSON without duplicate names.",
        "'{\"reason\":\"a\",\"reason\":\"b\"}' | The body must be JSON without duplicate names.",
        "'{\"reason\":1}'     | reason must be there and be a string.",
        "'{}'                 | reason must be there and be a string.",
        "'{\"reason\":\"a\",\"state\":\"RESOLVED\"}' | The body must have the field reason and no other."
      })
  void refusesABodyThatBreaksItsRules(String body, String detail) {
    record(ID, ORDERS_QUEUE, ORDER);

    assertProblem(discard(body), 400, detail);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"text/plain", "application/xml", "application/json;charset=utf-16"})
  void refusesABodyOfAnotherType(String type) {
    record(ID, ORDERS_QUEUE, ORDER);
    var event = event("POST", ONE + "/discard", "{\"reason\":\"why\"}");
    event.setPathParameters(Map.of("failureId", ID.value()));
    event.setHeaders(type == null ? null : Map.of("content-type", type));

    assertThat(handle(event).getStatusCode()).isEqualTo(415);
  }

  @Test
  void doesNotWriteOverWhatSomebodyElseHasChanged() {
    record(ID, ORDERS_QUEUE, ORDER);
    failures.loseEveryRace();
    var detail = "Refused: somebody else changed the entry in the meantime; look at it again.";

    assertProblem(edit(PAYLOAD), 409, detail);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " "})
  void refusesWhoeverIamDoesNotVouchFor(String arn) {
    var event = event("GET", ALL, null);
    event.getRequestContext().getIdentity().setUserArn(arn);
    assertThat(handle(event).getStatusCode()).isEqualTo(403);
    event.getRequestContext().setIdentity(null);
    assertThat(handle(event).getStatusCode()).isEqualTo(403);
    event.setRequestContext(null);
    assertThat(handle(event).getStatusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /operations/failures/{failureId}",
    "POST, /operations/failures",
    "GET, /orders",
    ", "
  })
  void answers404ToAnyOtherRoute(String method, String resource) {
    assertThat(handle(event(method, resource, null)).getStatusCode()).isEqualTo(404);
  }

  private Failure record(FailureId id, FailureSource source, OrderKey order) {
    var at = NOW.minus(Duration.ofHours(1)).plusSeconds(failures.all().size() + 1);
    var seen =
        new FailureReport(
            id, "s", source, "where it came from", "Some.Error", null, 5, order, null, PAYLOAD, at);
    return failures.record(seen, "record-failure").failure();
  }

  private void see(String cause) {
    failures.record(
        new FailureReport(
            ID, "s", ORDERS_QUEUE, "queue", "Some.Error", cause, 5, ORDER, null, PAYLOAD, NOW),
        "record-failure");
  }

  private static FailureId id(int number) {
    return new FailureId("%024x".formatted(number));
  }

  private APIGatewayProxyResponseEvent list(Map<String, String> query) {
    var event = event("GET", ALL, null);
    event.setQueryStringParameters(query);
    return handle(event);
  }

  private APIGatewayProxyResponseEvent show() {
    return send("GET", ONE, ID.value(), null);
  }

  private APIGatewayProxyResponseEvent replay() {
    return send("POST", ONE + "/replay", ID.value(), null);
  }

  private APIGatewayProxyResponseEvent edit(String payload) {
    var body = JSON.createObjectNode().put("payload", payload).toString();
    return send("PUT", ONE + "/payload", ID.value(), body);
  }

  private APIGatewayProxyResponseEvent undo(String body) {
    return send("POST", ONE + "/undo", ID.value(), body);
  }

  private APIGatewayProxyResponseEvent discard(String body) {
    return send("POST", ONE + "/discard", ID.value(), body);
  }

  private APIGatewayProxyResponseEvent send(
      String method, String resource, String id, String body) {
    var event = event(method, resource, body);
    event.setPathParameters(Map.of("failureId", id));
    return handle(event);
  }

  private APIGatewayProxyResponseEvent handle(APIGatewayProxyRequestEvent event) {
    return handler.handleRequest(event, mock(Context.class));
  }

  private static APIGatewayProxyRequestEvent event(String method, String resource, String body) {
    return new APIGatewayProxyRequestEvent()
        .withHttpMethod(method)
        .withResource(resource)
        .withHeaders(Map.of("Content-Type", "application/json; charset=UTF-8"))
        .withBody(body)
        .withRequestContext(
            new APIGatewayProxyRequestEvent.ProxyRequestContext()
                .withIdentity(new APIGatewayProxyRequestEvent.RequestIdentity().withUserArn(ANN)));
  }

  private static JsonNode ok(int status, APIGatewayProxyResponseEvent answer) {
    assertThat(answer.getStatusCode()).as(answer.getBody()).isEqualTo(status);
    assertThat(answer.getHeaders())
        .containsEntry("Content-Type", "application/json")
        .containsEntry("Cache-Control", "no-store");
    return json(answer);
  }

  private static void assertProblem(
      APIGatewayProxyResponseEvent answer, int status, String detail) {
    assertThat(answer.getStatusCode()).as(answer.getBody()).isEqualTo(status);
    assertThat(answer.getHeaders()).containsEntry("Content-Type", "application/problem+json");
    var problem = json(answer);
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("type").asText()).startsWith("urn:orderly:problem:");
    assertThat(problem.path("detail").asText()).isEqualTo(detail);
  }

  private static JsonNode json(APIGatewayProxyResponseEvent answer) {
    try {
      return JSON.readTree(answer.getBody());
    } catch (JsonProcessingException e) {
      throw new AssertionError(answer.getBody(), e);
    }
  }
}

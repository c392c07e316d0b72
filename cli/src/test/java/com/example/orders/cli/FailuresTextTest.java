package com.example.orders.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTextTest {
  private static final String ENTRY =
      """
      {"failureId":"4f1e5c3b2a19087766554433","state":"OPEN","class":"POISON",
       "classRule":"unreadable","source":"ORDERS_QUEUE","origin":"queue","error":"Some.Error",
       "customer":"acme","orderId":"0199c0de-0000-7000-8000-0000000000a1","attempts":5,"replays":1,
       "seenCount":2,"firstSeen":"2026-11-20T09:00:00Z","lastSeen":"2026-11-21T09:57:00Z",
       "edited":false,"cause":{"errorMessage":"no"},"payload":{"bytes":9,"shown":"{\\"a\\":1}"},
       "audit":[{"at":"2026-11-20T09:00:00Z","by":"record-failure","action":"RECORD","result":"OPEN"},
        {"at":"2026-11-21T09:00:00Z","by":"arn:aws:sts::0:assumed-role/operator/ann",
         "action":"REPLAY","result":"REPLAYING","detail":"message 17"}]}
      """;

  private final FailuresText text = new FailuresText(Instant.parse("2026-11-21T10:00:00Z"));

  @Test
  void alignsTheTable() {
    var other =
        json(ENTRY.replace("acme", "a-longer-customer").replace("Some.Error", "x".repeat(70)));

    assertThat(text.table(List.of(json(ENTRY), other)))
        .containsExactly(
            "ID                        STATE  CLASS   SOURCE        CUSTOMER           ORDER"
                + "                                 REPLAYS  AGE  ERROR",
            "4f1e5c3b2a19087766554433  OPEN   POISON  ORDERS_QUEUE  acme              "
                + " 0199c0de-0000-7000-8000-0000000000a1  1        3m   Some.Error",
            "4f1e5c3b2a19087766554433  OPEN   POISON  ORDERS_QUEUE  a-longer-customer "
                + " 0199c0de-0000-7000-8000-0000000000a1  1        3m   "
                + "x".repeat(57)
                + "...");
  }

  @Test
  void showsAllOfOne() {
    assertThat(String.join("\n", text.whole(json(ENTRY))))
        .isEqualTo(
            """
            failure   4f1e5c3b2a19087766554433
            state     OPEN
            class     POISON (unreadable)
            source    ORDERS_QUEUE
            origin    queue
            customer  acme
            order     0199c0de-0000-7000-8000-0000000000a1
            tried     5 times, 1 replay
            seen      2 times, first 1d ago, last 3m ago
            error     Some.Error
            cause
              {
                "errorMessage" : "no"
              }
            payload, 9 bytes as received
              {
                "a" : 1
              }
            what was done
              2026-11-20T09:00:00Z  RECORD  OPEN       record-failure  -
              2026-11-21T09:00:00Z  REPLAY  REPLAYING  ann             message 17""");
  }

  @Test
  void showsThePayloadAloneAsAReplaySendsIt() {
    assertThat(text.payload(json(ENTRY))).isEqualTo("{\n  \"a\" : 1\n}");
    var edited =
        ENTRY.replace("\"audit\"", "\"editedPayload\":{\"bytes\":1,\"shown\":\"x\"},\"audit\"");
    assertThat(text.payload(json(edited))).isEqualTo("x");
  }

  @Test
  void nothingInAnEntrySteersTheTerminal() {
    var evil = "red\\u001b[31m\\u202eright\\u0007";
    var entry =
        json(
            ENTRY
                .replace("Some.Error", evil)
                .replace("{\\\"a\\\":1}", evil)
                .replace("no\"", evil + "\""));

    var shown = String.join("\n", text.whole(entry)) + text.table(List.of(entry));

    assertThat(shown).contains("red?[31m?right?").doesNotContain("\u001b", "\u202e", "\u0007");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T10:00:05Z, 0s",
    "2026-11-21T09:59:01Z, 59s",
    "2026-11-21T09:59:00Z, 1m",
    "2026-11-21T09:00:01Z, 59m",
    "2026-11-21T09:00:00Z, 1h",
    "2026-11-20T10:00:01Z, 23h",
    "2026-11-20T10:00:00Z, 1d"
  })
  void tellsAgesInOneUnit(String at, String age) {
    assertThat(text.age(at)).isEqualTo(age);
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}

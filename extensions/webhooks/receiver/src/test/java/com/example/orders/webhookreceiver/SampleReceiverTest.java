package com.example.orders.webhookreceiver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.standardwebhooks.Webhook;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the sample receiver takes, and what it leaves. */
class SampleReceiverTest {
  private static final String SECRET = secret(1);
  private static final String NEXT_SECRET = secret(2);
  private static final String BODY = "{\"type\":\"order.confirmed\",\"data\":{\"orderId\":\"1\"}}";

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<JsonNode> effects = new ArrayList<>();
  private SampleReceiver receiver;

  @BeforeEach
  void start() throws IOException {
    receiver = SampleReceiver.start(0, List.of(SECRET), effects::add);
  }

  @AfterEach
  void stop() {
    receiver.close();
    client.close();
  }

  @Test
  void takesAWebhookOnceHoweverOftenItComes() throws Exception {
    for (int copies = 0; copies < 3; copies++) {
      assertThat(send("msg_1", BODY).statusCode()).isEqualTo(200);
    }
    send("msg_2", BODY);

    assertThat(effects).hasSize(2);
    assertThat(receiver.taken()).isEqualTo(effects);
    assertThat(receiver.requests()).isEqualTo(4);
  }

  @Test
  void whatItCouldNotTakeItTakesWhenItComesAgain() throws Exception {
    receiver.failNext(503, 500);

    assertThat(send("msg_1", BODY).statusCode()).isEqualTo(503);
    assertThat(send("msg_1", BODY).statusCode()).isEqualTo(500);
    assertThat(effects).isEmpty();
    assertThat(send("msg_1", BODY).statusCode()).isEqualTo(200);
    assertThat(send("msg_1", BODY).statusCode()).isEqualTo(200);

    assertThat(effects).hasSize(1);
  }

  /** The spec's five minutes: a recorded request cannot be played again later. */
  @ParameterizedTest
  @CsvSource({"-310, 400", "310, 400", "-290, 200", "290, 200"})
  void refusesWhatIsTooOldOrFromTheFuture(long seconds, int status) throws Exception {
    var at = Instant.now().getEpochSecond() + seconds;
    assertThat(send(SECRET, "msg_1", at, BODY, BODY).statusCode()).isEqualTo(status);
    assertThat(effects).hasSize(status == 200 ? 1 : 0);
  }

  @Test
  void refusesWhatIsNotSignedWithItsSecret() throws Exception {
    var now = Instant.now().getEpochSecond();
    assertThat(send(NEXT_SECRET, "msg_1", now, BODY, BODY).statusCode()).isEqualTo(400);
    assertThat(send(SECRET, "msg_1", now, BODY, BODY + " ").statusCode()).isEqualTo(400);
    assertThat(post(BODY, Map.of()).statusCode()).isEqualTo(400);
    assertThat(send("msg_1", "no JSON").statusCode()).isEqualTo(400);
    assertThat(effects).isEmpty();
  }

  @Test
  void takesEitherSecretWhileTheyAreChanged() throws Exception {
    receiver.trust(NEXT_SECRET, SECRET);
    var now = Instant.now().getEpochSecond();

    assertThat(send(SECRET, "msg_1", now, BODY, BODY).statusCode()).isEqualTo(200);
    assertThat(send(NEXT_SECRET, "msg_2", now, BODY, BODY).statusCode()).isEqualTo(200);
    receiver.trust(NEXT_SECRET);
    assertThat(send(SECRET, "msg_3", now, BODY, BODY).statusCode()).isEqualTo(400);
  }

  @Test
  void meetsAChallengeEachTimeAndTakesNothingForIt() throws Exception {
    receiver.failNext(503);
    var body = "{\"type\":\"endpoint.verification\",\"data\":{\"challenge\":\"a\\\"b\"}}";
    for (int tries = 0; tries < 2; tries++) {
      var answer = send("msg_1", body);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"challenge\":\"a\\\"b\"}");
    }
    assertThat(effects).isEmpty();
  }

  @Test
  void remembersTheLastTenThousandAndNoMore() throws Exception {
    var inbox = new Inbox(List.of(SECRET), webhook -> 200);
    var now = Instant.now().getEpochSecond();
    for (int i = 0; i <= Inbox.REMEMBERED; i++) {
      assertThat(inbox.take(BODY, headers(SECRET, "msg_" + i, now, BODY)).body())
          .isEqualTo("taken");
    }
    assertThat(inbox.take(BODY, headers(SECRET, "msg_1", now, BODY)).body())
        .isEqualTo("taken before");
    assertThat(inbox.take(BODY, headers(SECRET, "msg_0", now, BODY)).body()).isEqualTo("taken");
  }

  @Test
  void readsNoLargeBodyAndNoOtherMethod() throws Exception {
    assertThat(send("msg_1", "\"" + "x".repeat(70_000) + "\"").statusCode()).isEqualTo(413);
    var get = HttpRequest.newBuilder(receiver.url()).build();
    assertThat(client.send(get, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, 3200, -",
        "secret, 3200, -",
        "whsec_, 3200, -",
        "whsec_QQ==, 70000, -",
        "whsec_QQ==, x, -",
        "whsec_QQ==, 3200, 200",
        "'whsec_QQ==,', 3200, -"
      })
  void saysHowItIsStarted(String secret, String port, String failures) {
    var environment = new java.util.HashMap<String, String>();
    environment.put("PORT", port);
    if (secret != null) {
      environment.put("SECRET", secret);
    }
    if (failures != null) {
      environment.put("FAIL", failures);
    }
    assertThat(ReceiverSettings.of(environment)).isEmpty();
  }

  @Test
  void startsWithWhatItIsGiven() {
    assertThat(
            ReceiverSettings.of(
                Map.of("SECRET", "whsec_QQ==,whsec_Qg==", "PORT", "0", "FAIL", "503,410")))
        .contains(new ReceiverSettings(0, List.of("whsec_QQ==", "whsec_Qg=="), List.of(503, 410)));
  }

  private HttpResponse<String> send(String id, String body) throws Exception {
    return send(SECRET, id, Instant.now().getEpochSecond(), body, body);
  }

  private HttpResponse<String> send(String secret, String id, long at, String signed, String body)
      throws Exception {
    return post(body, headers(secret, id, at, signed));
  }

  private HttpResponse<String> post(String body, Map<String, List<String>> headers)
      throws Exception {
    var request = HttpRequest.newBuilder(receiver.url()).POST(BodyPublishers.ofString(body));
    headers.forEach((name, values) -> request.header(name, values.getFirst()));
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static Map<String, List<String>> headers(String secret, String id, long at, String body)
      throws Exception {
    return Map.of(
        "webhook-id", List.of(id),
        "webhook-timestamp", List.of(Long.toString(at)),
        "webhook-signature", List.of(new Webhook(secret).sign(id, at, body)));
  }

  private static String secret(int seed) {
    var key = new byte[32];
    IntStream.range(0, 32).forEach(i -> key[i] = (byte) (i * seed));
    return "whsec_" + Base64.getEncoder().encodeToString(key);
  }
}

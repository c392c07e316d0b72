package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestJournalTest {
  private final RequestJournal journal = new RequestJournal();

  @Test
  void findsARequestByItsPathAndByItsBody() {
    send("POST", "/v1/orders", "{\"orderId\": \"o-1\"}", 202);
    send("GET", "/v1/orders/o-1", "", 404);
    send("GET", "/v1/orders/o-2", "", 200);

    assertThat(found("o-1"))
        .extracting(one -> one.path("method").asText() + " " + one.path("status").asInt())
        .containsExactly("POST 202", "GET 404");
    var first = found("o-1").get(0);
    assertThat(first.path("api").asText()).isEqualTo("Api");
    assertThat(first.path("path").asText()).isEqualTo("/v1/orders");
    assertThat(first.path("requestId").asText()).isEqualTo("r-1");
    assertThat(first.path("bytes").asInt()).isEqualTo("x-amzn-RequestId: r-1\r\n".length() + 2);
    assertThat(Instant.parse(first.path("at").asText())).isBeforeOrEqualTo(Instant.now());
    assertThat(first.has("body")).as("it may hold a customer's address").isFalse();
  }

  @Test
  void aRouteOfTheLocalCloudIsNoRequestOfTheApi() {
    send("POST", "/_local/token", "customer=o-1", 200);

    assertThat(found("o-1")).isEmpty();
  }

  @Test
  void keepsTheLastFiveThousand() {
    for (int i = 0; i < 5_100; i++) {
      send("GET", "/v1/orders/o-" + i + "/", "", 200);
    }

    assertThat(found("o-99/")).isEmpty();
    assertThat(found("o-100/")).hasSize(1);
  }

  private void send(String method, String path, String body, int status) {
    var request = new ApiRequest(method, path, "", Map.of(), body.getBytes(UTF_8), "127.0.0.1");
    var answer = new ApiResponse(status, Map.of("x-amzn-RequestId", "r-1"), "{}".getBytes(UTF_8));
    assertThat(journal.of("Api").logged(request, _ -> answer)).isSameAs(answer);
  }

  private JsonNode found(String text) {
    try {
      return new ObjectMapper().readTree(journal.json(text)).path("requests");
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}

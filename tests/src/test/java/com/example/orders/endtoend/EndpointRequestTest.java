package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EndpointRequestTest {
  private static final String FORM =
      "Action=SendMessage&MessageGroupId=%23019a&MessageBody=%7B%22customer%22%3A%22%22%2C"
          + "%22order%22%3A%7B%22note%22%3A%22%F0%9F%9A%80+%2B%5Cn%26Action%3Dx%22%2C"
          + "%22lines%22%3A%5B%7B%22quantity%22%3A12%7D%5D%2C%22currency%22%3A%22EUR%22%7D%7D";

  @Test
  void readsTheMessageOutOfTheLog() {
    var request = EndpointRequest.in(log(FORM));
    assertThat(request.isCut()).isFalse();
    assertThat(request.parameter("Action")).isEqualTo("SendMessage");
    assertThat(request.parameter("MessageGroupId")).isEqualTo("#019a");
    assertThat(request.messageValues())
        .containsEntry("/customer", "")
        .containsEntry("/order/note", "🚀 +\n&Action=x")
        .containsEntry("/order/lines/0/quantity", "12")
        .containsEntry("/order/currency", "EUR")
        .hasSize(4);
  }

  @Test
  void readsWhatACutLineShowsInFull() {
    var whole = EndpointRequest.in(log(FORM)).messageValues();
    for (var length = 1; length < FORM.length(); length++) {
      var request = EndpointRequest.in(log(FORM.substring(0, length) + " [TRUNCATED]"));
      assertThat(request.isCut()).isTrue();
      assertThat(whole).containsAllEntriesOf(request.messageValues());
    }
    var upToTheNumber = FORM.substring(0, FORM.indexOf("12%7D") + 1) + " [TRUNCATED]";
    assertThat(EndpointRequest.in(log(upToTheNumber)).messageValues())
        .containsOnlyKeys("/customer", "/order/note");
  }

  @Test
  void aBodyOfSeveralLinesEndsWhereTheNextLogLineBegins() {
    assertThat(EndpointRequest.in(log("\nAction=SendMessage&x=1\n")).parameter("x")).isEqualTo("1");
  }

  @Test
  void saysWhatALogWithoutARequestShows() {
    assertThatThrownBy(
            () -> EndpointRequest.in("Execution failed due to configuration error: Invalid"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("configuration error");
  }

  @Test
  void whatIsCutWithoutSayingSoIsNoJson() {
    var request = EndpointRequest.in(log(FORM.substring(0, 170)));
    assertThatThrownBy(request::messageValues).isInstanceOf(AssertionError.class);
  }

  /** The form of a log as AWS's forums and guides print it. */
  private static String log(String body) {
    return """
    Execution log for request 3ad352c9-d207-4d23-8721-1c2d3e4f5a6b
    Sat Nov 21 03:15:00 UTC 2026 : Starting execution for request: 3ad352c9-d207-4d23-8721-1c2d3e4f5a6b
    Sat Nov 21 03:15:00 UTC 2026 : HTTP Method: POST, Resource Path: /orders
    Sat Nov 21 03:15:00 UTC 2026 : Method request body before transformations: {"note":"x"}
    Sat Nov 21 03:15:00 UTC 2026 : Endpoint request URI: https://sqs.us-east-1.amazonaws.com/1/orders.fifo
    Sat Nov 21 03:15:00 UTC 2026 : Endpoint request headers: {X-Amz-Date=20261121T031500Z, X-Amz-Security-Token=IQoJb3 [TRUNCATED]
    Sat Nov 21 03:15:00 UTC 2026 : Endpoint request body after transformations: %s
    Sat Nov 21 03:15:00 UTC 2026 : Sending request to https://sqs.us-east-1.amazonaws.com/1/orders.fifo
    Sat Nov 21 03:15:00 UTC 2026 : Received response. Status: 200, Integration latency: 12 ms
    Sat Nov 21 03:15:00 UTC 2026 : Successfully completed execution
    Sat Nov 21 03:15:00 UTC 2026 : Method completed with status: 202
    """
        .formatted(body);
  }
}

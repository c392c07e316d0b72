package com.example.orders.liveclient;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import com.example.orders.cli.SampleOrder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What serves the page has a customer's access token, and serves this machine only. */
class LivePageTest {
  /** Nothing listens there. */
  private static final String NOWHERE = "http://127.0.0.1:1";

  private final LivePage page =
      LivePage.serve(
          0,
          new CustomerApis(NOWHERE, NOWHERE, () -> "the-access-token"),
          SampleOrder.readAll(Project.find().sampleOrders()).getFirst());

  @AfterEach
  void close() {
    page.close();
  }

  @ParameterizedTest
  @CsvSource({"'',text/html", "live.js,text/javascript", "live.css,text/css"})
  void servesItsFilesUnderAPolicyWithoutInlineScripts(String path, String type) throws Exception {
    var answer = send("GET", path, "X-Nothing", "");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith(type);
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'")
        .doesNotContain("unsafe");
    assertThat(answer.body()).doesNotContain("the-access-token", "<script>", "style=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ticket", "orders"})
  void aPageOfAnotherHostGetsNothing(String path) throws Exception {
    assertThat(send("POST", path, "Origin", "https://evil.example").statusCode()).isEqualTo(403);
    assertThat(send("POST", path, "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ticket", "orders"})
  void whatTheShopDoesNotAnswerIsSaid(String path) throws Exception {
    assertThat(send("POST", path, "X-Nothing", "").statusCode()).isEqualTo(502);
  }

  @Test
  void thereIsNothingElse() throws Exception {
    assertThat(send("GET", "live.html/../../pom.xml", "X-Nothing", "").statusCode()).isEqualTo(404);
    assertThat(send("DELETE", "orders", "X-Nothing", "").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> send(String method, String path, String header, String value)
      throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(page.url().resolve(path))
              .method(method, BodyPublishers.noBody())
              .header(header, value);
      return http.send(request.build(), BodyHandlers.ofString());
    }
  }
}

package com.example.orders.invoices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.orders.cli.OrdersApi;
import com.example.orders.cli.Run;
import com.example.orders.proof.ChannelAgreement;
import com.example.orders.proof.ChannelAgreement.Channel;
import com.example.orders.proof.ChannelAgreement.Word;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import localcloud.cloud.LocalCloud;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Under faults there is an invoice if and only if the row is confirmed, over the row's total. */
@Tag("local")
@EnabledIfEnvironmentVariable(named = "ORDERS", matches = "[0-9]+") // minutes, so on request
class InvoicesAgreementIT {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern TOTAL =
      Pattern.compile("<th>Total</th><th>([0-9]+)\\.([0-9]{2}) EUR</th>");

  @Test
  void thereIsAnInvoiceIfAndOnlyIfTheRowIsConfirmed() throws Exception {
    var confirmed = new ChannelAgreement("invoices", "", Set.of("CONFIRMED"), this::ask);
    var result = confirmed.exceptTests().run();
    assertThat(result.failures()).isEmpty();
  }

  private Channel ask(LocalCloud cloud, String customer, Set<String> orders) {
    var url = cloud.apiUrl(Run.STACK_NAME + "-invoices").toString();
    var token = "Bearer " + OrdersApi.localToken(cloud.apiUrl().toString(), customer);
    return new Channel(() -> invoices(url, token, orders), () -> {});
  }

  private static List<Word> invoices(String url, String token, Set<String> orders)
      throws Exception {
    var words = new ArrayList<Word>();
    for (var order : orders) {
      var link = get(url + "/orders/" + order + "/invoice", token);
      if (link.startsWith("200 ")) {
        var page = get(new ObjectMapper().readTree(link.substring(4)).path("url").asText(), "");
        var total = TOTAL.matcher(page);
        assertThat(total.find()).as(page).isTrue();
        var facts = Map.of("status", "CONFIRMED", "total", total.group(1) + total.group(2));
        words.add(new Word(order, facts));
      }
    }
    return words;
  }

  /** The answer's status and body, as soon as the API has room for the request. */
  private static String get(String url, String token) {
    var request = HttpRequest.newBuilder(URI.create(url));
    if (!token.isEmpty()) {
      request.header("Authorization", token);
    }
    return await()
        .pollInterval(PAUSE)
        .until(
            () -> {
              var answer = HTTP.send(request.build(), BodyHandlers.ofString());
              return answer.statusCode() + " " + answer.body();
            },
            answer -> !answer.startsWith("429 "));
  }
}

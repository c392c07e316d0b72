package com.example.orders.webhookstests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.orders.cli.OrdersApi;
import com.example.orders.cli.Run;
import com.example.orders.proof.ChannelAgreement;
import com.example.orders.proof.ChannelAgreement.Channel;
import com.example.orders.proof.ChannelAgreement.Word;
import com.example.orders.webhookreceiver.SampleReceiver;
import com.example.orders.webhooksclient.WebhooksApi;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import localcloud.cloud.LocalCloud;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Under faults each receiver is sent what the rows are, and takes each end once. */
@Tag("local")
@EnabledIfEnvironmentVariable(named = "ORDERS", matches = "[0-9]+") // minutes, so on request
class WebhooksAgreementIT {
  private static final String PARAMETERS =
      "webhooks.Network=loopback,webhooks.RetrySeconds=1,1,1,1,1,1";

  @Test
  void everyReceiverTakesWhatTheRowsAreOnce() throws Exception {
    var ends = Set.of("CONFIRMED", "REJECTED", "CANCELLED");
    var result = new ChannelAgreement("webhooks", PARAMETERS, ends, this::receive).run();
    assertThat(result.failures()).isEmpty();
  }

  private Channel receive(LocalCloud cloud, String customer, Set<String> orders) throws Exception {
    var receiver = SampleReceiver.start(0, List.of(), _ -> {});
    var token = OrdersApi.localToken(cloud.apiUrl().toString(), customer);
    var url = cloud.apiUrl(Run.STACK_NAME + "-webhooks").toString();
    try (var webhooks = new WebhooksApi(url, token)) {
      var endpoint = webhooks.register(receiver.url().toString()).body();
      receiver.trust(endpoint.path("secret").asText());
      var id = endpoint.path("endpointId").asText();
      assertThat(webhooks.verify(id).httpStatus()).isEqualTo(202);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> webhooks.show(id).body().path("status").asText().equals("ACTIVE"));
    }
    receiver.failNext(503, 500, 503); // of each receiver's first requests
    return new Channel(
        () -> receiver.taken().stream().map(webhook -> Word.of(webhook.path("data"))).toList(),
        receiver::close);
  }
}

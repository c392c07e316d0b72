package com.example.orders.liveupdates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.orders.cli.OrdersApi;
import com.example.orders.cli.Run;
import com.example.orders.cli.StackOutputs;
import com.example.orders.liveclient.CustomerApis;
import com.example.orders.liveclient.LiveClient;
import com.example.orders.proof.ChannelAgreement;
import com.example.orders.proof.ChannelAgreement.Channel;
import com.example.orders.proof.ChannelAgreement.Word;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import localcloud.cloud.LocalCloud;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Under faults a client sees in the end what the rows are. */
@Tag("local")
@EnabledIfEnvironmentVariable(named = "ORDERS", matches = "[0-9]+") // minutes, so on request
class LiveAgreementIT {
  @Test
  void everyClientSeesInTheEndWhatTheRowsAre() throws Exception {
    var ends = Set.of("CONFIRMED", "REJECTED", "CANCELLED");
    var result = new ChannelAgreement("live-updates", "", ends, this::look).run();
    assertThat(result.failures()).isEmpty();
  }

  private Channel look(LocalCloud cloud, String customer, Set<String> orders) {
    var url = cloud.apiUrl().toString();
    var outputs = StackOutputs.of(Run.STACK_NAME + "-live-updates", cloud.endpointUrl().toString());
    var token = OrdersApi.localToken(url, customer);
    var apis = new CustomerApis(url, outputs.get("TicketsApiUrl"), () -> token);
    var client =
        new LiveClient(apis, new LiveClient.Pace(Duration.ofMillis(200), Duration.ofSeconds(5)));
    orders.forEach(client::watch);
    await().atMost(Duration.ofMinutes(1)).until(client::isConnected);
    return new Channel(
        () ->
            client.known().stream()
                .map(client::order)
                .flatMap(Optional::stream)
                .map(Word::of)
                .map(Word::withoutTotal)
                .toList(),
        client::close);
  }
}

package com.example.orders.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CancelWhenStoredTest {
  private final Deque<Integer> statuses = new ArrayDeque<>();

  @RegisterExtension final ServerForTests server = new ServerForTests(this::answer);

  private void answer(HttpExchange exchange) throws IOException {
    var status = statuses.size() > 1 ? statuses.removeFirst() : statuses.getFirst();
    ServerForTests.answer(exchange, status, "{}");
  }

  @Test
  void asksUntilTheOrderIsThereAndTheServiceHasTime() throws Exception {
    assertThat(cancelled(Duration.ofMinutes(5), 404, 503, 429, 404, 202)).isTrue();
    assertThat(statuses).containsExactly(202);
  }

  @Test
  void theChargeWasFirst() throws Exception {
    assertThat(cancelled(Duration.ofMinutes(5), 404, 409)).isFalse();
  }

  @Test
  void doesNotAskForEver() throws Exception {
    assertThat(cancelled(Duration.ZERO, 404)).isFalse();
  }

  private boolean cancelled(Duration patience, Integer... answers) throws InterruptedException {
    Collections.addAll(statuses, answers);
    return new OrdersApi(server.url(), _ -> "token").cancelWhenStored("acme", "o-1", patience);
  }
}

package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Books;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The same order many times, at once and again: one order, one charge, one parcel. */
@ExtendWith(TargetExtension.class)
class IdempotencyIT {

  @Test
  void theSameOrderSentTwentyTimesAtOnceHappensOnce(Target target) throws Exception {
    var order = Orders.withLines("GIFT-CARD-50", 1);
    try (var books = Books.open(target.outputs(), target.endpoint())) {
      Callable<Integer> send = () -> target.api().place("acme", order.toString()).httpStatus();
      assertThat(all(send, 20)).allMatch(status -> status == 202);
      var ended = target.awaitTerminal("acme", Orders.id(order));
      assertThat(ended.path("status").asText()).isEqualTo("CONFIRMED");
      var key = new Books.OrderKey(target.subject("acme"), Orders.id(order));
      assertThat(books.differences(List.of(key))).isEmpty();
    }
  }

  @Test
  void theSameOrderIdOfTwoCustomersIsTwoOrders(Target target) {
    var order = Orders.good();
    target.api().place("acme", order.toString());
    target.api().place("globex", order.toString());
    for (var customer : List.of("acme", "globex")) {
      var ended = target.awaitTerminal(customer, Orders.id(order));
      assertThat(ended.path("status").asText()).isEqualTo("CONFIRMED");
      assertThat(ended.has("conflicts")).isFalse();
    }
  }

  private static List<Integer> all(Callable<Integer> call, int times) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var futures = new ArrayList<Future<Integer>>();
      for (var i = 0; i < times; i++) {
        futures.add(threads.submit(call));
      }
      var results = new ArrayList<Integer>();
      for (var future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }
}

package com.example.orders.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Books.OrderKey;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DemoReportTest {
  private static final OrderKey ORDER = new OrderKey("acme", "o-1");

  @Test
  void aCustomerWhoWasNotifiedIsCounted() {
    var report = report(new Notices(Set.of(ORDER), Set.of()));

    assertThat(report.counts()).containsEntry("notified", 1).containsEntry("inbox", 0);
    assertThat(report.notNotified()).isEmpty();
    assertThat(report.differences()).isEmpty();
  }

  @Test
  void aCustomerWhoCouldNotBeNotifiedIsInTheInbox() {
    var report = report(new Notices(Set.of(), Set.of(ORDER)));

    assertThat(report.counts()).containsEntry("notified", 0).containsEntry("inbox", 1);
    assertThat(report.notNotified()).containsExactly("sample");
    assertThat(report.differences()).isEmpty();
  }

  @Test
  void aCustomerWhoWasForgottenIsADifference() {
    var report = report(new Notices(Set.of(new OrderKey("zoe", "o-1")), Set.of()));

    assertThat(report.counts()).containsEntry("notified", 0).containsEntry("inbox", 0);
    assertThat(report.differences()).containsExactly("order o-1: its customer was not notified");
  }

  private static DemoReport report(Notices notices) {
    var body = json().put("orderId", ORDER.orderId());
    var sample =
        new SampleOrder(
            "sample", "one", ORDER.customer(), body, 202, "CONFIRMED", null, null, "new");
    var journey =
        new OrderJourney(
            sample,
            Instant.EPOCH,
            new OrdersApi.Answer(202, json()),
            json().put("status", "CONFIRMED"));
    return new DemoReport(List.of(journey), List.of(), notices);
  }

  private static ObjectNode json() {
    return new ObjectMapper().createObjectNode();
  }
}

package com.example.orders.recordfailure;

import com.example.orders.failures.ClassificationRules;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureReport;
import com.example.orders.failures.FailureSource;
import java.time.Clock;

/** Messages that the warehouse did not take. */
final class ShipmentReader {
  private final Json json = new Json();
  private final String queueUrl;
  private final int maxReceives;
  private final Clock clock;

  ShipmentReader(String queueUrl, int maxReceives, Clock clock) {
    this.queueUrl = queueUrl;
    this.maxReceives = maxReceives;
    this.clock = clock;
  }

  FailureReport read(SinkMessage message) {
    var request = json.object(message.body());
    var order = Json.order(request).orElse(null);
    var type = Json.text(request, "/type").orElse(null);
    var tries = message.receivesBefore(maxReceives);
    var isReadable = order != null && type != null;
    return new FailureReport(
        order != null && type != null
            ? FailureId.ofShipment(order, type)
            : FailureId.ofShipment(message.body()),
        message.id(),
        FailureSource.SHIPMENT_QUEUE,
        queueUrl,
        isReadable ? ClassificationRules.RECEIVES_EXHAUSTED : ClassificationRules.UNREADABLE,
        "the warehouse did not take it; it was received " + tries + " times",
        tries,
        order,
        null,
        message.body(),
        clock.instant());
  }
}

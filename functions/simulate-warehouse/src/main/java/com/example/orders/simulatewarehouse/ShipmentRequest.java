package com.example.orders.simulatewarehouse;

import static java.util.Objects.requireNonNull;

import com.example.orders.order.CustomerId;
import com.example.orders.order.OrderId;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderLine;
import com.example.orders.order.Sku;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** What the workflow asks of the warehouse; each asking brings its own token to answer to. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(name = "SHIP", value = ShipmentRequest.Ship.class),
  @JsonSubTypes.Type(name = "SHIP_TEST", value = ShipmentRequest.ShipTest.class),
  @JsonSubTypes.Type(name = "CANCEL", value = ShipmentRequest.Cancel.class)
})
sealed interface ShipmentRequest {

  CustomerId customer();

  OrderId orderId();

  TaskToken taskToken();

  /** What is asked for, for the log. */
  default String kind() {
    return getClass().getSimpleName();
  }

  default OrderKey order() {
    return new OrderKey(customer(), orderId());
  }

  /** Send the goods. */
  record Ship(CustomerId customer, OrderId orderId, List<OrderLine> lines, TaskToken taskToken)
      implements ShipmentRequest {
    public Ship {
      requireNonNull(customer, "A request has no customer");
      requireNonNull(orderId, "A request has no orderId");
      requireNonNull(taskToken, "A request has no taskToken");
      lines = List.copyOf(requireNonNull(lines, "A request has no lines"));
      if (lines.isEmpty()) {
        throw new IllegalArgumentException("There is nothing to ship");
      }
    }

    boolean contains(Sku sku) {
      return lines.stream().anyMatch(line -> line.sku().equals(sku));
    }
  }

  /**
   * Answer as if the goods were sent, and send none: the order is a test. The message says what
   * another one says of the goods; none of it matters.
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record ShipTest(CustomerId customer, OrderId orderId, TaskToken taskToken)
      implements ShipmentRequest {
    public ShipTest {
      requireNonNull(customer, "A request has no customer");
      requireNonNull(orderId, "A request has no orderId");
      requireNonNull(taskToken, "A request has no taskToken");
    }
  }

  /** Do not send them, if they have not been accepted for sending. */
  record Cancel(CustomerId customer, OrderId orderId, TaskToken taskToken)
      implements ShipmentRequest {
    public Cancel {
      requireNonNull(customer, "A request has no customer");
      requireNonNull(orderId, "A request has no orderId");
      requireNonNull(taskToken, "A request has no taskToken");
    }
  }
}

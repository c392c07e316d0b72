package com.example.orders.order;

import java.util.Optional;
import java.util.regex.Pattern;

/** What makes an order unique: another customer's order with the same ID is another order. */
public record OrderKey(CustomerId customer, OrderId orderId) {
  /** A longer number would not fit into a name's 80 characters. */
  public static final int LAST_REPLAY = 99_999;

  private static final Pattern EXECUTION =
      Pattern.compile(
          "([A-Za-z0-9_-]{1,36})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-r([0-9]{1,5}))?");

  public static OrderKey of(String customer, String orderId) {
    return new OrderKey(new CustomerId(customer), new OrderId(orderId));
  }

  /** The order of an execution by that name, a replay's included. */
  public static Optional<OrderKey> ofExecution(String name) {
    var match = EXECUTION.matcher(name);
    return match.matches() ? Optional.of(of(match.group(1), match.group(2))) : Optional.empty();
  }

  /**
   * The number of an execution by that name or ARN: 0 for an order's first one, and for one that is
   * no order's.
   */
  public static int replayOfExecution(String name) {
    var match = EXECUTION.matcher(name.substring(name.lastIndexOf(':') + 1));
    return match.matches() && match.group(3) != null ? Integer.parseInt(match.group(3)) : 0;
  }

  /** The FIFO message group: the messages of one order keep their order, nothing else does. */
  public String messageGroup() {
    return customer + "#" + orderId;
  }

  /** At most 73 characters; Step Functions takes 80. */
  public String executionName() {
    return customer + "-" + orderId;
  }

  /**
   * The name of the execution that a replay starts.
   *
   * @param replay 0 for the order's first execution, at most {@link #LAST_REPLAY}
   */
  public String executionName(int replay) {
    return replay == 0 ? executionName() : executionName() + "-r" + replay;
  }

  /**
   * The input of each of the order's executions, always the same bytes: StartExecution is
   * idempotent only for the same name with the very same input (Step Functions API reference,
   * StartExecution). Neither part can hold a character that JSON escapes.
   */
  public String executionInput() {
    return "{\"customer\":\"" + customer + "\",\"orderId\":\"" + orderId + "\"}";
  }
}

package com.example.orders.load;

import static com.example.orders.load.Deployment.ALL_METHODS;
import static com.example.orders.load.Deployment.INTAKE;
import static com.example.orders.load.Deployment.ORDERS;
import static com.example.orders.load.Deployment.WAREHOUSE;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * A limit of the template beside AWS's.
 *
 * @param place where in the template it is set
 * @param value what a deployment comes to
 */
record OwnLimit(String name, String place, ToIntFunction<Deployment> value, Quota quota) {
  /** The one that a new account may exceed, and only while everything fails at once. */
  static final String ALL_CONSUMERS = "consumers of all queues, while everything fails at once";

  static final List<OwnLimit> ALL =
      List.of(
          new OwnLimit(
              "new orders a second",
              "`Api`, `POST /orders`",
              stack -> stack.rate(ORDERS),
              Quota.API_RATE),
          new OwnLimit(
              "new orders at once",
              "`Api`, `POST /orders`",
              stack -> stack.burst(ORDERS),
              Quota.API_BURST),
          new OwnLimit(
              "other requests a second, each method",
              "`Api`, all methods",
              stack -> stack.rate(ALL_METHODS),
              Quota.API_RATE),
          new OwnLimit(
              "other requests at once, each method",
              "`Api`, all methods",
              stack -> stack.burst(ALL_METHODS),
              Quota.API_BURST),
          new OwnLimit(
              "consumers on an order's way",
              "`MaximumConcurrency` of two mappings",
              stack -> stack.consumers(INTAKE) + stack.consumers(WAREHOUSE),
              Quota.LAMBDA_CONCURRENCY),
          new OwnLimit(
              ALL_CONSUMERS,
              "`MaximumConcurrency` of all mappings",
              Deployment::consumers,
              Quota.LAMBDA_CONCURRENCY),
          new OwnLimit(
              "orders in a batch", "`BatchSize`", stack -> stack.batch(INTAKE), Quota.FIFO_BATCH),
          new OwnLimit(
              "orders between queue and row",
              "consumers of the orders queue × batch",
              stack -> stack.consumers(INTAKE) * stack.batch(INTAKE),
              Quota.FIFO_IN_FLIGHT),
          new OwnLimit(
              "bytes of an order's message",
              "`MaximumMessageSize` of `OrdersQueue`",
              stack -> stack.queueOf(INTAKE).path("MaximumMessageSize").asInt(),
              Quota.MESSAGE_SIZE),
          new OwnLimit(
              "workflow starts a second",
              "the door's rate × 1",
              stack -> stack.rate(ORDERS),
              Quota.STARTS),
          new OwnLimit(
              "state transitions a second",
              "the door's rate × the happy path's states",
              stack -> stack.rate(ORDERS) * stack.workflow().states().size(),
              Quota.TRANSITIONS),
          new OwnLimit(
              "task tokens answered a second",
              "the door's rate × the workflow's callbacks",
              stack -> stack.rate(ORDERS) * stack.workflow().answers(),
              Quota.TASK_ANSWERS),
          new OwnLimit(
              "events a second",
              "the door's rate × the workflow's events",
              stack -> stack.rate(ORDERS) * stack.workflow().events(),
              Quota.EVENTS),
          new OwnLimit(
              "seconds of the longest function",
              "`Timeout`",
              Deployment::longestFunction,
              Quota.LAMBDA_TIMEOUT),
          new OwnLimit(
              "seconds of the API's own functions",
              "`Timeout` of `ListOrdersFunction`",
              stack -> stack.get("ListOrdersFunction").path("Timeout").asInt(),
              Quota.API_TIMEOUT),
          new OwnLimit(
              "seconds of an execution",
              "the workflow's `TimeoutSeconds`",
              stack -> stack.workflow().machineSeconds(),
              Quota.EXECUTION_TIME));

  int in(Deployment stack) {
    return value.applyAsInt(stack);
  }
}

package com.example.orders.operations;

import com.example.orders.operations.Series.Expression;
import com.example.orders.operations.Series.Metric;
import com.example.orders.operations.Widget.Alarms;
import com.example.orders.operations.Widget.Graph;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is looked at, from the customer's door down to the tables, and then as business. */
final class Layers {
  private static final int THIRD = 8;
  private static final int HALF = 12;
  private static final int MINUTE = 60;
  private static final int HOUR = 3600;

  static final List<String> FUNCTIONS =
      List.of(
          "AcceptOrders",
          "ReserveInventory",
          "ChargePayment",
          "SimulateWarehouse",
          "ReleaseInventory",
          "RefundPayment",
          "NotifyCustomer",
          "ListOrders",
          "CancelOrder",
          "RecordFailure",
          "SweepOrders",
          "ReplayFailures",
          "OperateFailures");

  static final List<String> QUEUES = List.of("OrdersQueue", "ShipmentQueue");
  static final List<String> SINKS =
      List.of(
          "OrdersDeadLetterQueue",
          "ShipmentDeadLetterQueue",
          "FailuresQueue",
          "EventsDeadLetterQueue");
  static final List<String> TABLES =
      List.of(
          "OrdersTable",
          "ProductsTable",
          "LedgerTable",
          "ShipmentsTable",
          "NotificationsTable",
          "IdempotencyTable",
          "FailuresTable");

  /** The index and its table: DynamoDB reports it beside the table, not within. */
  static final Map<String, String> INDEXES =
      new TreeMap<>(
          Map.of(
              "byAcceptedAt",
              "OrdersTable",
              "byDeadline",
              "OrdersTable",
              "byState",
              "FailuresTable"));

  static final List<String> REASONS =
      List.of(
          "OUT_OF_STOCK",
          "UNKNOWN_SKU",
          "CURRENCY_MISMATCH",
          "PAYMENT_DECLINED",
          "SHIPMENT_REFUSED",
          "EXPIRED",
          "INVALID_ORDER",
          "UNEXPECTED_STATUS",
          "UNDONE_BY_OPERATOR",
          "UNKNOWN");

  private static final List<String> CLASSES = List.of("Transient", "Unknown", "Poison", "Business");

  /** A heading and what belongs under it. */
  record Layer(String heading, List<Widget> widgets) {}

  private Layers() {}

  static List<Layer> all() {
    return List.of(
        new Layer("Objectives: runbook, \"Orders are late\", \"Requests fail\"", objectives()),
        new Layer("1. The customer's door", door()),
        new Layer("2. Queues", queues()),
        new Layer("3. Functions", functions()),
        new Layer("4. Workflow", workflow()),
        new Layer("5. Tables", tables()),
        new Layer("6. Business", business()));
  }

  private static List<Widget> objectives() {
    return List.of(
        new Alarms(
            "Objectives",
            List.of(
                "LateOrdersFastAlarm",
                "LateOrdersSlowAlarm",
                "FailedRequestsFastAlarm",
                "FailedRequestsSlowAlarm")),
        burn(
            "late orders",
            "100 * (late + overdue) / (inTime + late + overdue) / ${LateOrdersPercent}",
            Metric.own("OrdersInTime", "in time").as("inTime"),
            Metric.own("OrdersLate", "late").as("late"),
            Metric.own("OrdersOverdue", "overdue").as("overdue")),
        burn(
            "failed requests",
            "100 * failed / requests / ${FailedRequestsPercent}",
            api("Count", "requests").as("requests"),
            api("5XXError", "5xx").as("failed")));
  }

  private static Graph burn(String of, String expression, Metric... metrics) {
    var title = "Burn of an hour: " + of + " (1 is as allowed, 14.4 rings)";
    var series = Stream.concat(Stream.of(new Expression(expression, "burn")), Stream.of(metrics));
    return new Graph(title, "Sum", HOUR, HALF, List.copyOf(series.toList()));
  }

  private static List<Widget> door() {
    return List.of(
        graph(
            "Requests",
            "Sum",
            HALF,
            Stream.of(api("Count", "all"), api("4XXError", "4xx"), api("5XXError", "5xx"))),
        graph(
            "Latency in ms",
            "p50",
            HALF,
            Stream.of(
                api("Latency", "").by("p50"),
                api("Latency", "").by("p99"),
                api("IntegrationLatency", "behind the API").by("p99"))));
  }

  private static List<Widget> queues() {
    return List.of(
        graph(
            "Age of the oldest message in s",
            "Maximum",
            THIRD,
            QUEUES.stream().map(queue -> queue(queue, "ApproximateAgeOfOldestMessage"))),
        graph(
            "Messages that wait",
            "Maximum",
            THIRD,
            QUEUES.stream().map(queue -> queue(queue, "ApproximateNumberOfMessagesVisible"))),
        graph(
            "Failure sinks: messages",
            "Maximum",
            THIRD,
            SINKS.stream().map(queue -> queue(queue, "ApproximateNumberOfMessagesVisible"))));
  }

  private static List<Widget> functions() {
    return List.of(
        ofFunctions("Invocations", "Invocations", "Sum"),
        ofFunctions("Errors, refusals among them", "Errors", "Sum"),
        ofFunctions("Throttles", "Throttles", "Sum"),
        ofFunctions("Duration in ms, p99", "Duration", "p99"),
        ofFunctions("Executions at once", "ConcurrentExecutions", "Maximum"),
        graph(
            "Notifications that failed for good",
            "Sum",
            THIRD,
            Stream.of(
                function("NotifyCustomer", "AsyncEventsDropped").called("given up"),
                function("NotifyCustomer", "DestinationDeliveryFailures").called("not recorded"))));
  }

  private static Graph ofFunctions(String title, String metric, String statistic) {
    return graph(title, statistic, THIRD, FUNCTIONS.stream().map(name -> function(name, metric)));
  }

  private static List<Widget> workflow() {
    return List.of(
        graph(
            "Executions",
            "Sum",
            HALF,
            Stream.of("Started", "Succeeded", "Failed", "TimedOut", "Aborted")
                .map(end -> workflow("Executions" + end, end.toLowerCase(Locale.ROOT)))),
        graph(
            "Time of an execution in ms",
            "p50",
            HALF,
            Stream.of(
                workflow("ExecutionTime", "").by("p50"), workflow("ExecutionTime", "").by("p99"))));
  }

  private static List<Widget> tables() {
    return List.of(
        ofTables("Write units", "ConsumedWriteCapacityUnits"),
        ofTables("Read units", "ConsumedReadCapacityUnits"),
        graph(
            "Throttled",
            "Sum",
            THIRD,
            Stream.concat(
                ofTablesAndIndexes("WriteThrottleEvents", " writes"),
                ofTablesAndIndexes("ReadThrottleEvents", " reads"))));
  }

  private static Stream<Metric> ofTablesAndIndexes(String metric, String suffix) {
    return Stream.concat(
            TABLES.stream().map(table -> table(table, metric)),
            INDEXES.entrySet().stream()
                .map(index -> index(index.getValue(), index.getKey(), metric)))
        .map(one -> one.called(one.label() + suffix));
  }

  private static Graph ofTables(String title, String metric) {
    return graph(title, "Sum", THIRD, ofTablesAndIndexes(metric, ""));
  }

  private static List<Widget> business() {
    return List.of(
        counts(
            "Orders",
            Metric.own("OrdersAccepted", "accepted"),
            Metric.own("OrdersConfirmed", "confirmed"),
            Metric.own("OrdersRejected", "rejected"),
            Metric.own("OrdersCancelled", "cancelled")),
        counts("Rejected by reason", REASONS.stream().map(Layers::reason).toArray(Metric[]::new)),
        counts(
            "Sent again",
            Metric.own("OrdersDuplicated", "duplicates"),
            Metric.own("OrdersConflicting", "conflicts")),
        ages(),
        inbox("Failures that wait", "Open%sFailures"),
        inbox("The oldest of them in s", "Oldest%sAge"));
  }

  private static Graph counts(String title, Metric... metrics) {
    return graph(title, "Sum", THIRD, Stream.of(metrics));
  }

  private static Graph ages() {
    return graph(
        "Age of orders in s",
        "p50",
        THIRD,
        Stream.of(
            Metric.own("AgeAtReserved", "reserved").by("p50"),
            Metric.own("AgeAtCharging", "charging").by("p50"),
            Metric.own("AgeAtCharged", "charged").by("p50"),
            Metric.own("AgeAtEnd", "end").by("p50"),
            Metric.own("AgeAtEnd", "end").by("p99")));
  }

  private static Graph graph(
      String title, String statistic, int width, Stream<? extends Series> series) {
    return new Graph(title, statistic, MINUTE, width, List.copyOf(series.toList()));
  }

  private static Metric api(String metric, String label) {
    return Metric.of(
        "AWS/ApiGateway", metric, label, "ApiName", "${CoreStackName}-Api", "Stage", "v1");
  }

  private static Metric queue(String queue, String metric) {
    return Metric.of("AWS/SQS", metric, queue, "QueueName", "${" + queue + "}");
  }

  private static Metric function(String function, String metric) {
    return Metric.of("AWS/Lambda", metric, function, "FunctionName", "${" + function + "}");
  }

  private static Metric workflow(String metric, String label) {
    return Metric.of("AWS/States", metric, label, "StateMachineArn", "${OrderWorkflow}");
  }

  private static Metric table(String table, String metric) {
    return Metric.of("AWS/DynamoDB", metric, table, "TableName", "${" + table + "}");
  }

  /** DynamoDB guide, "DynamoDB Metrics and dimensions": both dimensions for an index. */
  private static Metric index(String table, String index, String metric) {
    return Metric.of(
        "AWS/DynamoDB",
        metric,
        table + " " + index,
        "TableName",
        "${" + table + "}",
        "GlobalSecondaryIndexName",
        index);
  }

  private static Metric reason(String reason) {
    return Metric.of("Orderly/${CoreStackName}", "OrdersRejected", reason, "Reason", reason);
  }

  private static Graph inbox(String title, String metric) {
    return graph(
        title,
        "Maximum",
        THIRD,
        CLASSES.stream()
            .map(one -> Metric.own(metric.formatted(one), one.toLowerCase(Locale.ROOT))));
  }
}

package com.example.orders.template;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.example.orders.cli.Project;
import com.example.orders.template.MetricPoints.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The metrics that there are, with the dimensions that they have: those that AWS's services publish
 * and document, and those that the code here emits. The latter are read from the code, so that a
 * deleted extension takes its own along.
 */
final class MetricCatalogue {
  private static final Path ROOT = Project.find().root();

  private static final Set<String> OF_DYNAMODB =
      Set.of(
          "ConsumedReadCapacityUnits",
          "ConsumedWriteCapacityUnits",
          "ReadThrottleEvents",
          "WriteThrottleEvents");

  /** By namespace and dimensions; the page that documents them is in docs/aws-evidence.md. */
  private static final Map<String, Set<String>> OF_SERVICES =
      Map.of(
          "AWS/SQS QueueName",
          Set.of(
              "ApproximateAgeOfOldestMessage",
              "ApproximateNumberOfMessagesVisible",
              "ApproximateNumberOfMessagesNotVisible"),
          "AWS/Lambda FunctionName",
          Set.of(
              "Invocations",
              "Errors",
              "Throttles",
              "Duration",
              "ConcurrentExecutions",
              "DestinationDeliveryFailures",
              "AsyncEventsDropped"),
          "AWS/States StateMachineArn",
          Set.of(
              "ExecutionsStarted",
              "ExecutionsSucceeded",
              "ExecutionsFailed",
              "ExecutionsTimedOut",
              "ExecutionsAborted",
              "ExecutionTime"),
          "AWS/Events RuleName",
          Set.of("FailedInvocations", "InvocationsFailedToBeSentToDlq"),
          "AWS/Events EventBusName RuleName",
          Set.of("FailedInvocations", "InvocationsFailedToBeSentToDlq"),
          "AWS/ApiGateway ApiName Stage",
          Set.of("Count", "4XXError", "5XXError", "Latency", "IntegrationLatency"),
          "AWS/DynamoDB TableName",
          OF_DYNAMODB,
          "AWS/DynamoDB GlobalSecondaryIndexName TableName",
          OF_DYNAMODB);

  private static final Pattern CONSTANT = Pattern.compile("(?m)^  ([A-Z]\\w+)(?=[,;(\\n])");
  private static final Pattern REASON =
      Pattern.compile("(?m)\\breason: ([A-Z_]+)$|\"([A-Z]+(?:_[A-Z]+)*)\"");

  private static final Set<String> OURS = ours();
  private static final Set<String> REASONS = reasons();

  private MetricCatalogue() {}

  /** Whether a service of AWS or the code here emits it with these dimensions. */
  static boolean has(Metric metric) {
    var dimensions = String.join(" ", metric.dimensions().keySet());
    return isOurs(metric)
        ? dimensions.equals("Service") && OURS.contains(metric.name())
            || dimensions.equals("Reason")
                && metric.name().equals("OrdersRejected")
                && REASONS.contains(metric.dimensions().get("Reason"))
        : OF_SERVICES
            .getOrDefault(metric.namespace() + " " + dimensions, Set.of())
            .contains(metric.name());
  }

  static boolean isOurs(Metric metric) {
    return metric.namespace().startsWith("Orderly");
  }

  /** The names of all that the code emits. */
  static Set<String> names() {
    return OURS;
  }

  /**
   * Enums of metrics are called {@code …Metric} or {@code Gauge}; their constants are the names.
   */
  private static Set<String> ours() {
    return Stream.of("libs", "functions", "extensions")
        .flatMap(
            folder ->
                sources(folder, ".*/src/main/.*(Metric|Gauge)\\.java")
                    .filter(file -> read(file).contains("enum ")))
        .flatMap(file -> CONSTANT.matcher(read(file)).results().map(found -> found.group(1)))
        .collect(toUnmodifiableSet());
  }

  /** Those that the workflow and the orders have. */
  private static Set<String> reasons() {
    return Stream.of(
            "statemachines/order-workflow.asl.yaml",
            "libs/order-core/src/main/java/com/example/orders/order/Order.java")
        .flatMap(file -> REASON.matcher(read(ROOT.resolve(file))).results())
        .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
        .collect(toUnmodifiableSet());
  }

  private static Stream<Path> sources(String folder, String name) {
    try (var files = Files.walk(ROOT.resolve(folder))) {
      return files.filter(file -> file.toString().matches(name)).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

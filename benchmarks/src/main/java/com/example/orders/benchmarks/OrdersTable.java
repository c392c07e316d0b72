package com.example.orders.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;
import localcloud.aws.AwsCall;
import localcloud.cloud.LocalCloud;

/** Looks into the tables of a running cloud. */
record OrdersTable(LocalCloud cloud) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String QUEUE =
      """
      {"QueueUrl":"%s","AttributeNames":["ApproximateNumberOfMessages","ApproximateNumberOfMessagesNotVisible"]}""";
  private static final String ROOT = "arn:aws:iam::000000000000:root";

  /** Gives every product more stock than any load can take. */
  void stockUp() {
    var table = cloud.output("ProductsTableName");
    for (var product : call("Scan", "{\"TableName\":\"%s\"}".formatted(table)).path("Items")) {
      call(
          "UpdateItem",
          """
          {"TableName":"%s","Key":{"sku":%s},"UpdateExpression":"SET stock = :s",
           "ExpressionAttributeValues":{":s":{"N":"100000000"}}}"""
              .formatted(table, product.path("sku")));
    }
  }

  /** How many orders have each status. */
  Map<String, Integer> counts() {
    var counts = new TreeMap<String, Integer>();
    var from = "";
    do {
      var page =
          call(
              "Scan",
              """
              {"TableName":"%s","ProjectionExpression":"#s","ExpressionAttributeNames":{"#s":"status"}%s}"""
                  .formatted(cloud.output("OrdersTableName"), from));
      for (var item : page.path("Items")) {
        counts.merge(item.path("status").path("S").asText(), 1, Integer::sum);
      }
      var next = page.path("LastEvaluatedKey");
      from = next.isMissingNode() ? "" : ",\"ExclusiveStartKey\":" + next;
    } while (!from.isEmpty());
    return counts;
  }

  /** Whether no message waits and no workflow runs. */
  boolean isQuiet() {
    var waiting =
        json("sqs", "AmazonSQS.GetQueueAttributes", QUEUE.formatted(queueUrl())).path("Attributes");
    return waiting.path("ApproximateNumberOfMessages").asInt() == 0
        && waiting.path("ApproximateNumberOfMessagesNotVisible").asInt() == 0
        && json("states", "AWSStepFunctions.ListExecutions", running())
            .path("executions")
            .isEmpty();
  }

  private String running() {
    return """
        {"stateMachineArn":"%s","statusFilter":"RUNNING","maxResults":1}"""
        .formatted(cloud.output("OrderWorkflowArn"));
  }

  private String queueUrl() {
    return cloud.output("OrdersQueueUrl");
  }

  int ended() {
    var counts = counts();
    return counts.getOrDefault("CONFIRMED", 0)
        + counts.getOrDefault("REJECTED", 0)
        + counts.getOrDefault("CANCELLED", 0);
  }

  /** How many orders' customers have been notified of how they ended. */
  int notified() {
    var count = 0;
    var from = "";
    do {
      var page =
          call(
              "Scan",
              """
              {"TableName":"%s","Select":"COUNT","FilterExpression":"attribute_exists(deliveries)"%s}"""
                  .formatted(cloud.output("NotificationsTableName"), from));
      count += page.path("Count").asInt();
      var next = page.path("LastEvaluatedKey");
      from = next.isMissingNode() ? "" : ",\"ExclusiveStartKey\":" + next;
    } while (!from.isEmpty());
    return count;
  }

  private JsonNode call(String operation, String body) {
    return json("dynamodb", "DynamoDB_20120810." + operation, body);
  }

  private JsonNode json(String service, String target, String body) {
    var answer = cloud.aws().answer(AwsCall.json(service, ROOT, target, body));
    if (answer.isError()) {
      throw new IllegalStateException(target + ": " + answer.text());
    }
    try {
      return JSON.readTree(answer.text());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

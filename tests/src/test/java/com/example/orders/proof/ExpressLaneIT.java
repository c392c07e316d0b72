package com.example.orders.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.OrdersApi;
import com.example.orders.cli.Project;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import localcloud.aws.AwsCall;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** A backlog that nobody works off, the worst there is, and orders of two customers beside it. */
@Tag("local")
@Execution(CONCURRENT)
class ExpressLaneIT {
  private static final int BACKLOG = 5_000;
  private static final int BATCH = 10;
  private static final List<String> OTHER_GROUPS = List.of("testers", "orderly-express-eu");
  private static final String MAPPINGS = "/2015-03-31/event-source-mappings/";

  @Test
  void waitingStandardOrdersDoNotDelayAnExpressOrder() throws Exception {
    var project = Project.find();
    var settings =
        LocalCloudSettings.of(project.template(), project.artifacts())
            .withParameters(Map.of("ExpressLane", "on"));
    try (var cloud = LocalCloud.start(settings)) {
      OTHER_GROUPS.forEach(
          group -> cloud.userPools().addGroup(cloud.output("CustomerPoolId"), group));
      var stack = new Stack(cloud);
      Catalogue.forOrders(2).put(stack);
      var api = new OrdersApi(cloud.apiUrl().toString(), customer -> token(cloud, customer));
      stopTheStandardLane(stack);
      for (var sent = 0; sent < BACKLOG; sent += BATCH) {
        sendStandardOrders(stack);
      }

      var standard = place(api, "standard");
      var express = place(api, "express");

      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> "CONFIRMED".equals(status(api, "express", express)));
      assertThat(waiting(stack)).isEqualTo(BACKLOG + 1);
      assertThat(api.find("standard", standard))
          .as("with another group, whatever its name begins with, the same order waits")
          .isEmpty();
    }
  }

  private static String token(LocalCloud cloud, String customer) {
    var pool = cloud.output("CustomerPoolId");
    var group = customer.equals("express") ? "orderly-express" : "orderly-express-eu";
    return cloud.userPools().issueAccessToken(pool, customer, "testers", group);
  }

  private static String place(OrdersApi api, String customer) {
    var orderId = UUID.randomUUID().toString();
    var body = SweptPath.CONFIRMED.plan(orderId).basket().body();
    assertThat(api.place(customer, body).httpStatus()).isEqualTo(202);
    return orderId;
  }

  private static String status(OrdersApi api, String customer, String orderId) {
    return api.find(customer, orderId).map(order -> order.path("status").asText()).orElse("");
  }

  private static void stopTheStandardLane(Stack stack) {
    mapping(stack, "PUT", "{\"Enabled\":false}");
    Awaitility.await("the last long poll to end")
        .atMost(Duration.ofSeconds(60))
        .until(() -> mapping(stack, "GET", "").contains("\"Disabled\""));
  }

  private static String mapping(Stack stack, String method, String body) {
    var call =
        new AwsCall(
            "lambda",
            "arn:aws:iam::000000000000:root",
            method,
            MAPPINGS + stack.ref("AcceptOrdersFunctionOrders"),
            Map.of("content-type", "application/json"),
            body.getBytes(UTF_8));
    return stack.cloud().aws().answer(call).text();
  }

  private static void sendStandardOrders(Stack stack) {
    var request = stack.request().put("QueueUrl", stack.ref("OrdersQueue"));
    var entries = request.putArray("Entries");
    for (var entry = 0; entry < BATCH; entry++) {
      var orderId = UUID.randomUUID().toString();
      var order = SweptPath.CONFIRMED.plan(orderId).basket().body();
      entries
          .addObject()
          .put("Id", "" + entry)
          .put("MessageGroupId", "others#" + orderId)
          .put("MessageBody", "{\"customer\":\"others\",\"order\":" + order + "}");
    }
    assertThat(stack.sqs("SendMessageBatch", request).path("Successful")).hasSize(BATCH);
  }

  private static int waiting(Stack stack) {
    var request = stack.request().put("QueueUrl", stack.ref("OrdersQueue"));
    request.putArray("AttributeNames").add("ApproximateNumberOfMessages");
    return stack
        .sqs("GetQueueAttributes", request)
        .at("/Attributes/ApproximateNumberOfMessages")
        .asInt();
  }
}

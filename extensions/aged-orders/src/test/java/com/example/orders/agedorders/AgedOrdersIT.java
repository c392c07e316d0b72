package com.example.orders.agedorders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Extensions;
import com.example.orders.cli.OrdersApi;
import com.example.orders.cli.Project;
import com.example.orders.cli.Run;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import localcloud.aws.AwsCall;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.sam.Stack;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** A backlog that is older than promised, and an order behind it. */
@Tag("local")
@Execution(CONCURRENT)
class AgedOrdersIT {
  private static final int BACKLOG = 40;
  private static final int PROMISE_SECONDS = 3;
  private static final String CUSTOMER = "acme";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void aFreshOrderIsTakenInWhileTheBacklogWaits() throws Exception {
    try (var cloud = LocalCloud.start(withTheLane())) {
      var lane = cloud.stack(Run.STACK_NAME + "-aged-orders");
      var orders = mapping(cloud.stack(), "AcceptOrdersFunctionOrders");
      var agedOrders = mapping(lane, "AgedOrders");
      enable(cloud, false, orders, agedOrders);
      var backlog = place(cloud, BACKLOG);
      var sent = Instant.now();
      Awaitility.await().until(() -> Instant.now().isAfter(sent.plusSeconds(PROMISE_SECONDS)));

      enable(cloud, true, orders);
      var fresh = new ArrayList<String>(); // on a slow machine the first may age before it is read
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () -> {
                fresh.addAll(place(cloud, 1));
                return fresh.stream().anyMatch(order -> status(cloud, order).isPresent());
              });

      Awaitility.await().atMost(PATIENCE).until(() -> waiting(cloud, lane) >= BACKLOG);
      assertThat(backlog).noneMatch(order -> status(cloud, order).isPresent());

      enable(cloud, true, agedOrders);
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> backlog.stream().allMatch(order -> status(cloud, order).isPresent()));
      assertThat(backlog)
          .as("a row has the time at which the API took its order")
          .allSatisfy(
              order ->
                  assertThat(
                          Instant.parse(
                              status(cloud, order).orElseThrow().get("acceptedAt").asText()))
                      .isBefore(sent));
    }
  }

  private static LocalCloudSettings withTheLane() {
    var project = Project.find();
    var settings =
        LocalCloudSettings.of(project.template(), project.artifacts())
            .withParameters(Map.of("AgedOrderSeconds", "" + PROMISE_SECONDS));
    for (var stack : Extensions.of(project).chosen("aged-orders").stacksBeside(Run.STACK_NAME)) {
      settings = settings.withStackBeside(stack);
    }
    return settings;
  }

  private static OrdersApi api(LocalCloud cloud) {
    var pool = cloud.output("CustomerPoolId");
    var token = cloud.userPools().issueAccessToken(pool, CUSTOMER);
    return new OrdersApi(cloud.apiUrl().toString(), _ -> token);
  }

  private static Optional<JsonNode> status(LocalCloud cloud, String orderId) {
    return api(cloud).find(CUSTOMER, orderId);
  }

  private static List<String> place(LocalCloud cloud, int orders) {
    var api = api(cloud);
    var ids = new ArrayList<String>();
    for (var order = 0; order < orders; order++) {
      var orderId = UUID.randomUUID().toString();
      var body =
          """
          {"orderId": "%s", "lines": [{"sku": "MUG-STONEWARE", "quantity": 1}], "currency": "EUR",
           "paymentToken": "tok_visa", "shippingAddress": {"name": "Ada", "street": "12 St James",
           "city": "London", "postalCode": "SW1Y", "country": "GB"}}"""
              .formatted(orderId);
      assertThat(api.place(CUSTOMER, body).httpStatus()).isEqualTo(202);
      ids.add(orderId);
    }
    return ids;
  }

  private static int waiting(LocalCloud cloud, Stack lane) throws IOException {
    var request =
        JSON.createObjectNode().put("QueueUrl", lane.resources().get("AgedOrdersQueue").ref());
    request.putArray("AttributeNames").add("ApproximateNumberOfMessages");
    var answer =
        call(
            cloud,
            "sqs",
            "POST",
            "/",
            Map.of(
                "content-type",
                "application/x-amz-json-1.0",
                "x-amz-target",
                "AmazonSQS.GetQueueAttributes"),
            request.toString());
    return JSON.readTree(answer).at("/Attributes/ApproximateNumberOfMessages").asInt();
  }

  private static String mapping(Stack stack, String name) {
    return "/2015-03-31/event-source-mappings/" + stack.resources().get(name).ref();
  }

  private static void enable(LocalCloud cloud, boolean enabled, String... mappings) {
    var headers = Map.of("content-type", "application/json");
    for (var mapping : mappings) {
      call(cloud, "lambda", "PUT", mapping, headers, "{\"Enabled\":%s}".formatted(enabled));
    }
    var state = enabled ? "\"Enabled\"" : "\"Disabled\"";
    for (var mapping : mappings) {
      Awaitility.await("the last long poll to end")
          .atMost(PATIENCE)
          .until(() -> call(cloud, "lambda", "GET", mapping, headers, "").contains(state));
    }
  }

  private static String call(
      LocalCloud cloud,
      String service,
      String method,
      String path,
      Map<String, String> headers,
      String body) {
    var administrator = "arn:aws:iam::000000000000:root";
    var call = new AwsCall(service, administrator, method, path, headers, body.getBytes(UTF_8));
    return cloud.aws().answer(call).text();
  }
}

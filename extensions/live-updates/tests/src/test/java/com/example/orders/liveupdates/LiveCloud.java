package com.example.orders.liveupdates;

import com.example.orders.cli.Extensions;
import com.example.orders.cli.OrdersApi;
import com.example.orders.cli.Parameters;
import com.example.orders.cli.Project;
import com.example.orders.cli.Run;
import com.example.orders.cli.SampleOrder;
import com.example.orders.cli.Seed;
import com.example.orders.cli.StackOutputs;
import com.example.orders.liveclient.CustomerApis;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import localcloud.aws.AwsCall;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;

/** The core with live updates beside it, in a local cloud with something in the catalogue. */
final class LiveCloud implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Project PROJECT = Project.find();
  private static final String NAME = Run.STACK_NAME + "-live-updates";

  private final LocalCloud cloud;
  private final StackOutputs outputs;

  private LiveCloud(LocalCloud cloud, StackOutputs outputs) {
    this.cloud = cloud;
    this.outputs = outputs;
  }

  /**
   * Starts it.
   *
   * @param parameters of the extension
   */
  static LiveCloud start(Map<String, String> parameters) {
    var settings =
        LocalCloudSettings.of(PROJECT.template(), PROJECT.artifacts())
            .withStack(Run.STACK_NAME, "us-east-1")
            .withParameters(Map.of("CancelWindowSeconds", "0"));
    var given = new Parameters(Map.of(), Map.of("live-updates", parameters));
    for (var stack :
        Extensions.of(PROJECT).chosen("live-updates").stacksBeside(Run.STACK_NAME, given)) {
      settings = settings.withStackBeside(stack);
    }
    var cloud = LocalCloud.start(settings);
    var endpoint = cloud.endpointUrl().toString();
    var outputs = StackOutputs.of(NAME, endpoint);
    Seed.seed(StackOutputs.of(Run.STACK_NAME, endpoint), endpoint);
    return new LiveCloud(cloud, outputs);
  }

  LocalCloud cloud() {
    return cloud;
  }

  String liveUrl() {
    return outputs.get("LiveUrl");
  }

  String ticketsUrl() {
    return outputs.get("TicketsApiUrl");
  }

  CustomerApis apis(String customer) {
    var orders = cloud.apiUrl().toString();
    var token = OrdersApi.localToken(orders, customer);
    return new CustomerApis(orders, ticketsUrl(), () -> token);
  }

  static SampleOrder sample(String name) {
    return SampleOrder.readAll(PROJECT.sampleOrders()).stream()
        .filter(sample -> sample.name().endsWith(name))
        .findFirst()
        .orElseThrow()
        .withOrderId(UUID.randomUUID().toString());
  }

  /** The items of a table whose {@code id} begins so. */
  List<JsonNode> connections(String prefix) {
    var table = cloud.stack(NAME).resources().get("ConnectionsTable").ref();
    return scan(table).stream()
        .filter(item -> item.at("/id/S").asText().startsWith(prefix))
        .toList();
  }

  /** The orders' rows. */
  List<JsonNode> rows() {
    return scan(cloud.stack().resources().get("OrdersTable").ref());
  }

  /**
   * As if the customer's connections were opened an hour earlier, so that each may be displaced.
   */
  void age(String customer) {
    for (var item : connections("CUSTOMER#" + customer)) {
      for (var connection : item.at("/connections/L")) {
        var at = (ObjectNode) connection.at("/M/connectedAt");
        at.put("S", Instant.parse(at.get("S").asText()).minus(Duration.ofHours(1)).toString());
      }
      var table = cloud.stack(NAME).resources().get("ConnectionsTable").ref();
      dynamoDb("PutItem", JSON.createObjectNode().put("TableName", table).set("Item", item));
    }
  }

  private List<JsonNode> scan(String table) {
    var request = JSON.createObjectNode().put("TableName", table).put("ConsistentRead", true);
    var items = new ArrayList<JsonNode>();
    dynamoDb("Scan", request).path("Items").forEach(items::add);
    return items;
  }

  private JsonNode dynamoDb(String operation, JsonNode request) {
    try {
      var call =
          new AwsCall(
              "dynamodb",
              "arn:aws:iam::000000000000:root",
              "POST",
              "/",
              Map.of(
                  "content-type",
                  "application/x-amz-json-1.0",
                  "x-amz-target",
                  "DynamoDB_20120810." + operation),
              JSON.writeValueAsBytes(request));
      return JSON.readTree(cloud.aws().answer(call).text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    cloud.close();
  }
}

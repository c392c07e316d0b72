package com.example.orders.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import localcloud.apigateway.MappingTemplate;
import org.yaml.snakeyaml.Yaml;

/** {@code api/openapi.yaml} with its intrinsic functions resolved, for tests without a template. */
final class OrdersApi {
  static final String POOL_ARN =
      "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_orders";
  static final String ROLE_ARN = "arn:aws:iam::000000000000:role/ApiRole";
  static final String QUEUES = "https://sqs.us-east-1.amazonaws.com/000000000000/a-stack-";
  static final String TABLE = "orders-table";

  private OrdersApi() {}

  static JsonNode definition() {
    try (var yaml = Files.newBufferedReader(file())) {
      return resolve(new ObjectMapper().valueToTree(new Yaml().load(yaml)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static MappingTemplate requestTemplate(String method, String path) {
    return MappingTemplate.parse(requestText(method, path));
  }

  /** That of {@code POST /orders} of a stack without the lane. */
  static MappingTemplate withoutExpressLane() {
    return MappingTemplate.parse(requestText("post", "/orders").replace("'on' ==", "'off' =="));
  }

  /** That of a stack that spreads its orders over eight queues. */
  static MappingTemplate withIntakeShards() {
    return MappingTemplate.parse(
        requestText("post", "/orders").replace("#elseif('off' == 'on')", "#elseif('on' == 'on')"));
  }

  private static String requestText(String method, String path) {
    return integration(method, path).at("/requestTemplates/application~1json").asText();
  }

  /** The template of the answer to a success of the backend. */
  static MappingTemplate responseTemplate(String method, String path) {
    return MappingTemplate.parse(
        integration(method, path)
            .path("responses")
            .path("2\\d{2}")
            .at("/responseTemplates/application~1json")
            .asText());
  }

  private static JsonNode integration(String method, String path) {
    return definition()
        .path("paths")
        .path(path)
        .path(method)
        .path("x-amazon-apigateway-integration");
  }

  private static Path file() {
    var here = Path.of("").toAbsolutePath();
    return (here.endsWith("tests") ? here.getParent() : here).resolve("api/openapi.yaml");
  }

  private static JsonNode resolve(JsonNode node) {
    if (node.size() == 1 && node.has("Fn::Sub")) {
      return JsonNodeFactory.instance.textNode(
          node.get("Fn::Sub")
              .asText()
              .replace("${AWS::Partition}", "aws")
              .replace("${AWS::Region}", "us-east-1")
              .replace("${AWS::AccountId}", "000000000000")
              .replace("${AWS::StackName}", "orders")
              .replace("${ExpressLane}", "on")
              .replace("${IntakeShards}", "off")
              .replace("${ExpressOrdersQueue}", QUEUES + "ExpressOrdersQueue.fifo")
              .replace("${OrdersQueue}", QUEUES + "OrdersQueue.fifo")
              .replace("${OrdersTable}", TABLE));
    }
    if (node.size() == 1 && node.has("Fn::GetAtt")) {
      var pool = node.at("/Fn::GetAtt/0").asText().equals("CustomerPool");
      return JsonNodeFactory.instance.textNode(pool ? POOL_ARN : ROLE_ARN);
    }
    if (node instanceof ObjectNode object) {
      object.properties().forEach(entry -> entry.setValue(resolve(entry.getValue())));
    } else if (node.isArray()) {
      var copy = JsonNodeFactory.instance.arrayNode();
      node.forEach(item -> copy.add(resolve(item)));
      return copy;
    }
    return node;
  }
}

package com.example.orders.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * Puts the sample products into the catalogue of the local cloud or of a deployed stack. A product
 * that is there already keeps its price and stock, so the command can be repeated.
 */
public final class Seed {
  private Seed() {}

  /** Takes a deployed stack's name, or nothing for the local cloud. */
  public static void main(String[] arguments) {
    var deployed = arguments.length > 0 && !arguments[0].isBlank();
    var endpoint = deployed ? null : Run.localEndpoint(System.getenv());
    try {
      var outputs = StackOutputs.of(deployed ? arguments[0] : Run.STACK_NAME, endpoint);
      var added = seed(outputs, endpoint);
      Console.say("%d products added to %s", added, outputs.get("ProductsTableName"));
    } catch (SdkException | IllegalStateException e) {
      Console.fail(
          "%s cannot be seeded: %s%s"
              .formatted(
                  deployed ? arguments[0] : endpoint,
                  e.getMessage(),
                  deployed ? "" : ". Is the local cloud up (`make run`)?"));
    }
  }

  /** Adds the products that are not there yet and answers how many. */
  public static int seed(StackOutputs outputs, @Nullable String endpoint) {
    try (var dynamoDb = StackOutputs.configure(DynamoDbClient.builder(), endpoint).build()) {
      var added = 0;
      for (var product : products()) {
        added += add(dynamoDb, outputs.get("ProductsTableName"), product) ? 1 : 0;
      }
      return added;
    }
  }

  static JsonNode products() {
    try {
      return new ObjectMapper().readTree(Project.find().products().toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean add(DynamoDbClient dynamoDb, String table, JsonNode product) {
    var item =
        Map.of(
            "sku", AttributeValue.fromS(product.required("sku").asText()),
            "name", AttributeValue.fromS(product.required("name").asText()),
            "price", AttributeValue.fromN(product.required("price").asText()),
            "currency", AttributeValue.fromS(product.required("currency").asText()),
            "stock", AttributeValue.fromN(product.required("stock").asText()));
    try {
      dynamoDb.putItem(
          put -> put.tableName(table).item(item).conditionExpression("attribute_not_exists(sku)"));
      return true;
    } catch (ConditionalCheckFailedException _) {
      return false;
    }
  }
}

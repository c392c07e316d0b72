package localcloud.dynamodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;

/**
 * Finds what DynamoDB would charge for a call. Dynoxide says it, with two exceptions. For a failed
 * condition (AWS charges one) and for a transaction that is cancelled it says nothing: there the
 * items tell. And in a transaction it counts writes of indexes once. An answer that a fault breaks
 * off counts as nothing.
 */
public final class CapacityMeter {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> READS =
      Set.of("GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems");
  private static final Set<String> WRITES =
      Set.of("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem");
  private static final Set<String> SCHEMA_CHANGES =
      Set.of("CreateTable", "UpdateTable", "DeleteTable");
  private static final String TRANSACTION = "TransactWriteItems";
  private static final List<String> INDEXES =
      List.of("GlobalSecondaryIndexes", "LocalSecondaryIndexes");
  private static final JsonNode ABSENT = JSON.createObjectNode();

  /** An answer as the caller gets it, and what it costs. */
  public record Metered(AwsAnswer answer, Capacity capacity) {}

  private record Write(String table, JsonNode key, JsonNode put) {}

  private final AwsService tables;
  private final Map<String, List<String>> keys = new ConcurrentHashMap<>();

  /**
   * @param tables reads items and table descriptions, uncounted
   */
  public CapacityMeter(AwsService tables) {
    this.tables = tables;
  }

  /** Hands a call on, and finds out what it costs. */
  public Metered answer(AwsCall call, AwsService next) {
    var operation = call.operation();
    if (READS.contains(operation) || WRITES.contains(operation) || operation.equals(TRANSACTION)) {
      return metered(call, next);
    }
    if (SCHEMA_CHANGES.contains(operation)) {
      keys.clear();
    }
    return new Metered(next.answer(call), Capacity.NONE);
  }

  private Metered metered(AwsCall call, AwsService next) {
    if (!(call.jsonOrEmpty() instanceof ObjectNode request)) {
      return new Metered(next.answer(call), Capacity.NONE);
    }
    var operation = call.operation();
    var transaction = operation.equals(TRANSACTION);
    var detail = transaction ? "INDEXES" : "TOTAL";
    var asked = request.path("ReturnConsumedCapacity").asText("NONE");
    var more = asked.equals("NONE") || (transaction && asked.equals("TOTAL"));
    var answer = next.answer(more ? asking(call, request, detail) : call);
    if (answer.isError()) {
      return new Metered(answer, ofError(call, request, answer));
    }
    if (!(parse(answer.body()) instanceof ObjectNode body)) { // an injected fault broke it off
      return new Metered(answer, Capacity.NONE);
    }
    var consumed = body.path("ConsumedCapacity");
    var capacity =
        switch (operation) {
          case TRANSACTION -> transactionUnits(consumed);
          case String write when WRITES.contains(write) -> Capacity.writes(units(consumed));
          default -> Capacity.reads(units(consumed));
        };
    return new Metered(more ? as(asked, answer, body) : answer, capacity);
  }

  private static double units(JsonNode consumed) {
    var sum = consumed.path("CapacityUnits").asDouble(0);
    if (consumed.isArray()) {
      for (var table : consumed) {
        sum += table.path("CapacityUnits").asDouble(0);
      }
    }
    return sum;
  }

  /**
   * Each item is written twice, to prepare and to commit (developer guide, "Transactions"). One
   * that is repeated with its client request token reads instead.
   */
  private static Capacity transactionUnits(JsonNode consumed) {
    var reads = 0.0;
    var writes = 0.0;
    for (var table : consumed) {
      reads += table.at("/Table/ReadCapacityUnits").asDouble();
      writes += table.at("/Table/WriteCapacityUnits").asDouble();
      for (var kind : INDEXES) {
        for (var index : table.path(kind)) {
          writes += 2 * index.path("WriteCapacityUnits").asDouble();
        }
      }
    }
    return new Capacity(reads, writes);
  }

  private Capacity ofError(AwsCall call, JsonNode request, AwsAnswer answer) {
    var operation = call.operation();
    if (operation.equals(TRANSACTION)) {
      return answer.text().contains("#TransactionCanceledException")
          ? cancelled(request)
          : Capacity.NONE;
    }
    return WRITES.contains(operation) && answer.text().contains("#ConditionalCheckFailedException")
        ? Capacity.writes(refusedUnits(write(request)))
        : Capacity.NONE;
  }

  private Capacity cancelled(JsonNode request) {
    var units = 0;
    for (var action : request.path("TransactItems")) {
      for (var write : action) {
        if (write.hasNonNull("TableName")) {
          units += 2 * refusedUnits(write(write));
        }
      }
    }
    return Capacity.writes(units);
  }

  /** The larger one of the item as it is and as it would have been. */
  private int refusedUnits(Write write) {
    return Math.max(ItemSize.writeUnits(item(write)), ItemSize.writeUnits(write.put()));
  }

  private Write write(JsonNode request) {
    var table = request.path("TableName").asText();
    var item = request.path("Item");
    return item.isObject()
        ? new Write(table, keyOf(table, item), item)
        : new Write(table, request.path("Key"), ABSENT);
  }

  private JsonNode item(Write write) {
    var request = JSON.createObjectNode().put("TableName", write.table());
    request.put("ConsistentRead", true).set("Key", write.key());
    var item = ask("GetItem", request).path("Item");
    return item.isObject() ? item : ABSENT;
  }

  private JsonNode keyOf(String table, JsonNode item) {
    var key = JSON.createObjectNode();
    keys.computeIfAbsent(table, this::describedKeys)
        .forEach(name -> key.set(name, item.path(name)));
    return key;
  }

  private List<String> describedKeys(String table) {
    var description = ask("DescribeTable", JSON.createObjectNode().put("TableName", table));
    return description.at("/Table/KeySchema").findValuesAsText("AttributeName");
  }

  private JsonNode ask(String operation, JsonNode request) {
    var target = "DynamoDB_20120810." + operation;
    return parse(tables.answer(AwsCall.json("dynamodb", "local", target, request)).body());
  }

  private static JsonNode parse(byte[] body) {
    try {
      return body.length == 0 ? MissingNode.getInstance() : JSON.readTree(body);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return MissingNode.getInstance(); // the service itself says what is wrong with it
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AwsCall asking(AwsCall call, ObjectNode request, String detail) {
    var asking = JSON.createObjectNode();
    asking.setAll(request);
    return call.withBody(asking.put("ReturnConsumedCapacity", detail));
  }

  /** The answer with no more than was asked for. */
  private static AwsAnswer as(String asked, AwsAnswer answer, ObjectNode body) {
    if (asked.equals("TOTAL")) {
      body.path("ConsumedCapacity")
          .forEach(table -> ((ObjectNode) table).remove(INDEXES).remove("Table"));
    } else {
      body.remove("ConsumedCapacity");
    }
    var headers = new HashMap<>(answer.headers());
    headers.remove("x-amz-crc32"); // the SDKs check it against the body
    return new AwsAnswer(answer.status(), headers, body.toString().getBytes(UTF_8));
  }
}

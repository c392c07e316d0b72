package localcloud.dynamodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;

/**
 * Finds what DynamoDB would charge for a call. Dynoxide says it for single writes and reads; it
 * does not for a failed condition (AWS charges one), nor for a transaction that is cancelled, and
 * in one that is not it counts writes of indexes once: there the items before and after tell.
 */
public final class CapacityMeter {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> READS =
      Set.of("GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems");
  private static final Set<String> WRITES =
      Set.of("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem");
  private static final Set<String> SCHEMA_CHANGES =
      Set.of("CreateTable", "UpdateTable", "DeleteTable");
  private static final JsonNode ABSENT = JSON.createObjectNode();

  /** An answer as the caller gets it, and what it costs. */
  public record Metered(AwsAnswer answer, Capacity capacity) {}

  private record Write(String table, JsonNode key, JsonNode put, String action) {}

  private final AwsService tables;
  private final Map<String, TableShape> shapes = new ConcurrentHashMap<>();

  /**
   * @param tables reads items and table descriptions, uncounted
   */
  public CapacityMeter(AwsService tables) {
    this.tables = tables;
  }

  /** Hands a call on, and finds out what it costs. */
  public Metered answer(AwsCall call, AwsService next) {
    var operation = call.operation();
    if (READS.contains(operation) || WRITES.contains(operation)) {
      return single(call, next, WRITES.contains(operation));
    }
    if (operation.equals("TransactWriteItems")) {
      return transaction(call, next);
    }
    if (SCHEMA_CHANGES.contains(operation)) {
      shapes.clear();
    }
    return new Metered(next.answer(call), Capacity.NONE);
  }

  private Metered single(AwsCall call, AwsService next, boolean write) {
    if (!(call.jsonOrEmpty() instanceof ObjectNode request)) {
      return new Metered(next.answer(call), Capacity.NONE);
    }
    var asked = !request.path("ReturnConsumedCapacity").asText("NONE").equals("NONE");
    var answer = next.answer(asked ? call : asking(call, request));
    if (answer.isError()) {
      var failed = write && answer.text().contains("#ConditionalCheckFailedException");
      return new Metered(answer, failed ? failedWrite(call, request) : Capacity.NONE);
    }
    if (!(parse(answer.body()) instanceof ObjectNode body)) { // an injected fault broke it off
      return new Metered(answer, Capacity.NONE);
    }
    var units = units(body.path("ConsumedCapacity"));
    var capacity = write ? Capacity.writes(units) : Capacity.reads(units);
    return new Metered(asked ? answer : without(answer, body), capacity);
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

  private Capacity failedWrite(AwsCall call, JsonNode request) {
    var write = write(call.operation(), request);
    var units = ItemSize.writeUnits(item(write));
    return Capacity.writes(Math.max(units, ItemSize.writeUnits(write.put())));
  }

  private Metered transaction(AwsCall call, AwsService next) {
    var writes = new ArrayList<Write>();
    for (var action : call.jsonOrEmpty().path("TransactItems")) {
      for (var named : action.properties()) {
        if (named.getValue().hasNonNull("TableName")) {
          writes.add(write(named.getKey(), named.getValue()));
        }
      }
    }
    var before = items(writes);
    var answer = next.answer(call);
    var charged = !answer.isError() || answer.text().contains("#TransactionCanceledException");
    return new Metered(
        answer, charged ? transactionUnits(writes, before, answer.isError()) : Capacity.NONE);
  }

  /** Each item is written twice, to prepare and to commit (developer guide, "Transactions"). */
  private Capacity transactionUnits(List<Write> writes, List<JsonNode> before, boolean failed) {
    var units = 0;
    var after = failed ? before : items(writes);
    for (var i = 0; i < writes.size(); i++) {
      var write = writes.get(i);
      var shape = shape(write.table());
      if (failed || write.action().equals("ConditionCheck")) {
        var old = ItemSize.writeUnits(before.get(i));
        units += 2 * Math.max(old, ItemSize.writeUnits(write.put()));
      } else {
        units += 2 * shape.writeUnits(before.get(i), after.get(i));
      }
    }
    return Capacity.writes(units);
  }

  private Write write(String action, JsonNode request) {
    var table = request.path("TableName").asText();
    var item = request.path("Item");
    return item.isObject()
        ? new Write(table, shape(table).keyOf(item), item, action)
        : new Write(table, request.path("Key"), ABSENT, action);
  }

  /** The items as they are, read at once: one call costs a fraction of many. */
  private List<JsonNode> items(List<Write> writes) {
    var request = JSON.createObjectNode();
    var gets = request.putArray("TransactItems");
    for (var write : writes) {
      var get = gets.addObject().putObject("Get").put("TableName", write.table());
      get.set("Key", write.key());
    }
    var found = ask("TransactGetItems", request).path("Responses");
    if (found.size() != writes.size()) {
      return writes.stream().map(this::item).toList();
    }
    return found
        .valueStream()
        .map(one -> one.path("Item"))
        .map(item -> item.isObject() ? item : ABSENT)
        .toList();
  }

  private JsonNode item(Write write) {
    var request = JSON.createObjectNode().put("TableName", write.table());
    request.put("ConsistentRead", true).set("Key", write.key());
    var item = ask("GetItem", request).path("Item");
    return item.isObject() ? item : ABSENT;
  }

  private TableShape shape(String table) {
    return shapes.computeIfAbsent(
        table,
        name ->
            TableShape.of(
                ask("DescribeTable", JSON.createObjectNode().put("TableName", name))
                    .path("Table")));
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

  private static AwsCall asking(AwsCall call, ObjectNode request) {
    var asking = JSON.createObjectNode();
    asking.setAll(request);
    return call.withBody(asking.put("ReturnConsumedCapacity", "TOTAL"));
  }

  private static AwsAnswer without(AwsAnswer answer, ObjectNode body) {
    body.remove("ConsumedCapacity");
    var headers = new HashMap<>(answer.headers());
    headers.remove("x-amz-crc32"); // the SDKs check it against the body
    return new AwsAnswer(answer.status(), headers, body.toString().getBytes(UTF_8));
  }
}

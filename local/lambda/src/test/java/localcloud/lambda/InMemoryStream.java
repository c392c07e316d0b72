package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;

/** A table's stream of one shard; record n has the sequence number n, from 1 on. */
final class InMemoryStream implements AwsService {
  static final String ARN =
      "arn:aws:dynamodb:eu-central-1:000000000000:table/Orders/stream/2025-01-01T00:00:00.000";

  /** The types of the iterators that were asked for, with the sequence number if one was given. */
  final List<String> opened = new CopyOnWriteArrayList<>();

  private final List<ObjectNode> records = new ArrayList<>();
  private final List<AwsAnswer> failures = new ArrayList<>();
  private int reads;
  private int generation;

  synchronized void write(int count) {
    write(count, Instant.now());
  }

  synchronized void write(int count, Instant created) {
    for (var i = 0; i < count; i++) {
      var record = JsonNodeFactory.instance.objectNode().put("eventName", "INSERT");
      record
          .putObject("dynamodb")
          .put("SequenceNumber", Integer.toString(records.size() + 1))
          .put("ApproximateCreationDateTime", created.toEpochMilli() / 1000.0);
      records.add(record);
    }
  }

  /** The iterators that were given out are of no use any more. */
  synchronized void expireIterators() {
    generation++;
  }

  /** The next reads that would find a record fail so. */
  synchronized void fail(AwsAnswer... answers) {
    failures.addAll(List.of(answers));
  }

  synchronized int reads() {
    return reads;
  }

  static AwsAnswer error(int status, String code) {
    var type = "{\"__type\":\"com.amazonaws.dynamodb.v20120810#%s\"}".formatted(code);
    return new AwsAnswer(status, Map.of(), type.getBytes(UTF_8));
  }

  @Override
  public synchronized AwsAnswer answer(AwsCall call) {
    var request = RecordingAws.json(call.text());
    return switch (call.operation()) {
      case "DescribeStream" ->
          AwsAnswer.json("{\"StreamDescription\":{\"Shards\":[{\"ShardId\":\"shard-1\"}]}}");
      case "GetShardIterator" ->
          AwsAnswer.json(
              "{\"ShardIterator\":\"%s\"}"
                  .formatted(
                      open(
                          request.path("ShardIteratorType").asText(),
                          request.path("SequenceNumber").asText(""))));
      case "GetRecords" ->
          read(request.path("ShardIterator").asText(), request.path("Limit").asInt());
      default -> throw new AssertionError(call.operation());
    };
  }

  private String open(String type, String sequenceNumber) {
    opened.add((type + " " + sequenceNumber).trim());
    return switch (type) {
      case "TRIM_HORIZON" -> iterator(0);
      case "LATEST" -> iterator(records.size());
      case "AFTER_SEQUENCE_NUMBER" -> iterator(Integer.parseInt(sequenceNumber));
      default -> throw new AssertionError(type);
    };
  }

  private String iterator(int position) {
    return generation + "/" + position;
  }

  private AwsAnswer read(String iterator, int limit) {
    var parts = iterator.split("/", 2);
    if (!parts[0].equals(Integer.toString(generation))) {
      return error(400, "ExpiredIteratorException");
    }
    reads++;
    var from = Integer.parseInt(parts[1]);
    var to = Math.min(records.size(), from + limit);
    if (to > from && !failures.isEmpty()) {
      return failures.removeFirst();
    }
    var answer = JsonNodeFactory.instance.objectNode().put("NextShardIterator", iterator(to));
    var list = answer.putArray("Records");
    records.subList(from, to).forEach(record -> list.add(record.deepCopy()));
    return AwsAnswer.json(answer.toString());
  }
}

package localcloud.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import localcloud.aws.AwsAnswer;
import org.jspecify.annotations.Nullable;

/** Successive records of a stream, in the form that a function gets them. */
record StreamBatch(String streamArn, String shardId, List<ObjectNode> records) {
  StreamBatch {
    records = List.copyOf(records);
  }

  static String sequenceNumber(JsonNode record) {
    return record.at("/dynamodb/SequenceNumber").asText();
  }

  private static Instant created(JsonNode record) {
    var seconds = record.at("/dynamodb/ApproximateCreationDateTime").asDouble();
    return Instant.ofEpochMilli(Math.round(seconds * 1000));
  }

  Instant oldest() {
    return created(records.getFirst());
  }

  /** How many records, from the first on, were created before this time. */
  int countBefore(Instant time) {
    return (int) records.stream().takeWhile(record -> created(record).isBefore(time)).count();
  }

  List<String> sequenceNumbers() {
    return records.stream().map(StreamBatch::sequenceNumber).toList();
  }

  /** The event of the Lambda guide, "DynamoDB example event". */
  String event() {
    var event = JsonNodeFactory.instance.objectNode();
    event.putArray("Records").addAll(records);
    return event.toString();
  }

  StreamBatch from(int first) {
    return new StreamBatch(streamArn, shardId, records.subList(first, records.size()));
  }

  StreamBatch until(int end) {
    return new StreamBatch(streamArn, shardId, records.subList(0, end));
  }

  /**
   * What a failure destination hears of a batch that was given up (Lambda guide).
   *
   * @param last the answer to the last try; null if the records were too old for any
   */
  ObjectNode givenUp(String function, String condition, int invocations, @Nullable AwsAnswer last) {
    var failureRecord = JsonNodeFactory.instance.objectNode();
    Map<String, String> headers = last == null ? Map.of() : last.headers();
    var requestId = headers.getOrDefault("x-amzn-requestid", UUID.randomUUID().toString());
    failureRecord
        .putObject("requestContext")
        .put("requestId", requestId)
        .put("functionArn", function)
        .put("condition", condition)
        .put("approximateInvokeCount", invocations);
    if (last != null) {
      var response = failureRecord.putObject("responseContext").put("statusCode", last.status());
      response.put(
          "executedVersion", headers.getOrDefault("x-amz-executed-version", FunctionSpec.LATEST));
      if (headers.containsKey("x-amz-function-error")) {
        response.put("functionError", headers.get("x-amz-function-error"));
      }
    }
    failureRecord
        .put("version", "1.0")
        .put("timestamp", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    describe(failureRecord.putObject("DDBStreamBatchInfo"));
    return failureRecord;
  }

  private void describe(ObjectNode batchInfo) {
    batchInfo
        .put("shardId", shardId)
        .put("startSequenceNumber", sequenceNumbers().getFirst())
        .put("endSequenceNumber", sequenceNumbers().getLast())
        .put("approximateArrivalOfFirstRecord", oldest().toString())
        .put("approximateArrivalOfLastRecord", created(records.getLast()).toString())
        .put("batchSize", records.size())
        .put("streamArn", streamArn);
  }
}

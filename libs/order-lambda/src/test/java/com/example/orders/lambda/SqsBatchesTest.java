package com.example.orders.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqsBatchesTest {
  private final SqsBatches batches = new SqsBatches();

  /** The guide's example, with what a standard queue and a producer of binary attributes add. */
  private static final String EVENT =
      """
      {"Version": 1, "Records": [
        {"messageId": "059f36b4", "receiptHandle": "AQEB", "body": "a \\"text\\" \\u20ac",
         "attributes": {"ApproximateReceiveCount": "1", "MessageGroupId": "1"},
         "messageAttributes": {
           "requestId": {"stringValue": "r1", "binaryListValues": [], "dataType": "String"},
           "bytes": {"binaryValue": "AAE=", "stringListValues": ["x"], "dataType": "Binary"}},
         "md5OfBody": "e4e68fb7", "eventSource": "aws:sqs", "later": {"deep": [{"x": 1}]},
         "eventSourceARN": "arn:aws:sqs:us-east-2:123456789012:q.fifo", "awsRegion": "us-east-2"},
        {"messageId": "2e1424d4", "body": null, "messageAttributes": {}}]}""";

  @Test
  void aMessageIsReadAsTheRuntimesOwnSerializerReadsIt() throws IOException {
    var message = read(EVENT).getRecords().getFirst();

    assertThat(message.getMessageId()).isEqualTo("059f36b4");
    assertThat(message.getReceiptHandle()).isEqualTo("AQEB");
    assertThat(message.getBody()).isEqualTo("a \"text\" \u20ac");
    assertThat(message.getAttributes())
        .containsOnlyKeys("ApproximateReceiveCount", "MessageGroupId")
        .containsEntry("MessageGroupId", "1");
    assertThat(message.getMessageAttributes()).containsOnlyKeys("requestId", "bytes");
    assertThat(message.getMessageAttributes().get("requestId").getStringValue()).isEqualTo("r1");
    assertThat(message.getMessageAttributes().get("requestId").getDataType()).isEqualTo("String");
    assertThat(message.getMessageAttributes().get("bytes").getStringValue()).isNull();
    assertThat(message.getEventSource()).isEqualTo("aws:sqs");
    assertThat(message.getEventSourceArn()).isEqualTo("arn:aws:sqs:us-east-2:123456789012:q.fifo");
    assertThat(message.getAwsRegion()).isEqualTo("us-east-2");
  }

  @Test
  void whatAMessageDoesNotHaveIsNull() throws IOException {
    var message = read(EVENT).getRecords().getLast();

    assertThat(message.getMessageId()).isEqualTo("2e1424d4");
    assertThat(message.getBody()).isNull();
    assertThat(message.getAttributes()).isNull();
    assertThat(message.getMessageAttributes()).isEmpty();
    assertThat(message.getEventSourceArn()).isNull();
  }

  @Test
  void aBatchMayBeEmpty() throws IOException {
    assertThat(read("{\"Records\":[]}").getRecords()).isEmpty();
  }

  /** An empty batch would be answered as done, and what the event had would be deleted. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"records\":[]}",
        "{\"Records\":null}",
        "{\"Records\":{}}",
        "{\"Records\":\"\"}",
        "{\"Records\":[1]}",
        "{\"Records\":[{\"messageId\":\"1\"},null,{\"messageId\":\"2\"}]}"
      })
  void anEventThatHasNoMessagesWhereTheyBelongIsRefused(String event) {
    assertThatThrownBy(() -> read(event))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("An event of a queue has ");
  }

  @Test
  void halfAnEventIsNoBatch() {
    assertThatThrownBy(() -> read(EVENT.substring(0, 200))).isInstanceOf(IOException.class);
  }

  @Test
  void theAnswerNamesWhatHasFailed() throws IOException {
    assertThat(written()).isEqualTo("{\"batchItemFailures\":[]}");
    assertThat(written("a", "\"b\""))
        .isEqualTo(
            "{\"batchItemFailures\":[{\"itemIdentifier\":\"a\"},{\"itemIdentifier\":\"\\\"b\\\"\"}]}");
  }

  private SQSEvent read(String text) throws IOException {
    return batches.read(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  private String written(String... failed) throws IOException {
    var output = new ByteArrayOutputStream();
    var failures = List.of(failed).stream().map(BatchItemFailure::new).toList();
    batches.write(new SQSBatchResponse(failures), output);
    return output.toString(UTF_8);
  }
}

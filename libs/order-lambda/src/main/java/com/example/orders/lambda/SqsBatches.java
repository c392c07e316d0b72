package com.example.orders.lambda;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.MessageAttribute;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the event of a batch of messages and writes the answer to it, token by token. The runtime's
 * own serializer does the same for any event, and loads 820 classes for it at a cold start.
 *
 * <p>Lambda guide, "Using Lambda with Amazon SQS": the example event, and reporting batch item
 * failures.
 */
public final class SqsBatches {
  private final JsonFactory json = new JsonFactory();

  /**
   * Reads what of a message one can act on: not the binary attributes, and not the checksums.
   *
   * @throws IOException if it is no event with {@code Records}. An answer without failures would
   *     delete the messages that it may have had
   */
  public SQSEvent read(InputStream input) throws IOException {
    var event = new SQSEvent();
    try (var parser = json.createParser(input)) {
      expect(JsonToken.START_OBJECT, parser.nextToken());
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        if (parser.currentName().equals("Records")) {
          event.setRecords(records(parser));
        } else {
          skip(parser);
        }
      }
      expect(JsonToken.END_OBJECT, parser.currentToken());
    }
    if (event.getRecords() == null) {
      throw new IOException("An event of a queue has Records");
    }
    return event;
  }

  public void write(SQSBatchResponse response, OutputStream output) throws IOException {
    try (var out = json.createGenerator(output)) {
      out.writeStartObject();
      out.writeArrayFieldStart("batchItemFailures");
      for (var failure : response.getBatchItemFailures()) {
        out.writeStartObject();
        out.writeStringField("itemIdentifier", failure.getItemIdentifier());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    }
  }

  private static List<SQSMessage> records(JsonParser parser) throws IOException {
    var records = new ArrayList<SQSMessage>();
    expect(JsonToken.START_ARRAY, parser.nextToken());
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      records.add(message(parser));
    }
    expect(JsonToken.END_ARRAY, parser.currentToken());
    return records;
  }

  private static SQSMessage message(JsonParser parser) throws IOException {
    var message = new SQSMessage();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      switch (parser.currentName()) {
        case "messageId" -> message.setMessageId(parser.nextTextValue());
        case "receiptHandle" -> message.setReceiptHandle(parser.nextTextValue());
        case "body" -> message.setBody(parser.nextTextValue());
        case "eventSource" -> message.setEventSource(parser.nextTextValue());
        case "eventSourceARN" -> message.setEventSourceArn(parser.nextTextValue());
        case "awsRegion" -> message.setAwsRegion(parser.nextTextValue());
        case "attributes" -> message.setAttributes(attributes(parser));
        case "messageAttributes" -> message.setMessageAttributes(messageAttributes(parser));
        default -> skip(parser);
      }
    }
    return message;
  }

  private static Map<String, String> attributes(JsonParser parser) throws IOException {
    var attributes = new HashMap<String, String>();
    parser.nextToken();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      attributes.put(parser.currentName(), parser.nextTextValue());
    }
    return attributes;
  }

  private static Map<String, MessageAttribute> messageAttributes(JsonParser parser)
      throws IOException {
    var attributes = new HashMap<String, MessageAttribute>();
    parser.nextToken();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var name = parser.currentName();
      parser.nextToken();
      attributes.put(name, messageAttribute(parser));
    }
    return attributes;
  }

  private static MessageAttribute messageAttribute(JsonParser parser) throws IOException {
    var attribute = new MessageAttribute();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      switch (parser.currentName()) {
        case "stringValue" -> attribute.setStringValue(parser.nextTextValue());
        case "dataType" -> attribute.setDataType(parser.nextTextValue());
        default -> skip(parser);
      }
    }
    return attribute;
  }

  /** Names no value: it may be personal. */
  private static void expect(JsonToken expected, @Nullable JsonToken found) throws IOException {
    if (found != expected) {
      throw new IOException("An event of a queue has " + expected + " where this has " + found);
    }
  }

  private static void skip(JsonParser parser) throws IOException {
    parser.nextToken();
    parser.skipChildren();
  }
}

package localcloud.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.stream.Stream;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.endpoint.Protocol;

/**
 * What AWS bills for a call: of SQS a request for each 64 KB of its messages, one at least; of
 * EventBridge an event for each 64 KB of each that a bus accepted; of others one (the services'
 * pages of prices).
 *
 * @param empty whether it asked for messages and got none, which is billed too
 */
record BilledUnits(long billed, boolean empty) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CHUNK = 64 << 10;
  private static final BilledUnits ONE = new BilledUnits(1, false);

  static BilledUnits of(AwsCall call, AwsAnswer answer) {
    return switch (call.service()) {
      case "sqs" -> ofQueue(call, answer);
      case "events" -> call.operation().equals("PutEvents") ? ofEvents(call, answer) : ONE;
      default -> ONE;
    };
  }

  private static BilledUnits ofQueue(AwsCall call, AwsAnswer answer) {
    var received = call.operation().equals("ReceiveMessage");
    var empty = received && !answer.isError() && !answer.text().contains("ReceiptHandle");
    var bytes = received ? received(answer) : sent(call);
    return new BilledUnits(Math.max(1, chunks(bytes)), empty);
  }

  private static long received(AwsAnswer answer) {
    var text = answer.text();
    // In the Query protocol's XML the messages are nearly all of it.
    return text.startsWith("{")
        ? bytes(parsed(text).findValuesAsText("Body").stream())
        : text.getBytes(UTF_8).length;
  }

  private static long sent(AwsCall call) {
    return Protocol.of(call) == Protocol.QUERY
        ? bytes(
            call.parameters().entrySet().stream()
                .filter(parameter -> parameter.getKey().endsWith("MessageBody"))
                .map(parameter -> parameter.getValue()))
        : bytes(call.jsonOrEmpty().findValuesAsText("MessageBody").stream());
  }

  private static BilledUnits ofEvents(AwsCall call, AwsAnswer answer) {
    var entries = call.jsonOrEmpty().path("Entries");
    var all = answer.text().contains("\"FailedEntryCount\":0"); // nearly always
    var results = all ? entries : parsed(answer.text()).path("Entries");
    var billed = 0L;
    for (var i = 0; i < results.size(); i++) {
      if (all || results.get(i).has("EventId")) {
        billed += Math.max(1, chunks(bytes(entries.path(i).valueStream().map(JsonNode::asText))));
      }
    }
    return new BilledUnits(billed, false);
  }

  private static long bytes(Stream<String> texts) {
    return texts.mapToLong(text -> text.getBytes(UTF_8).length).sum();
  }

  private static long chunks(long bytes) {
    return Math.ceilDiv(bytes, CHUNK);
  }

  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) { // an injected fault broke it off
      return MissingNode.getInstance();
    }
  }
}

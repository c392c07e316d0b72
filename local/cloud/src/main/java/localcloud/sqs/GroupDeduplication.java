package localcloud.sqs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.endpoint.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * {@code DeduplicationScope: messageGroup}, which ElasticMQ does not have: while a message is in
 * the queue its deduplication ID carries a mark of its group, which no receiver sees.
 */
final class GroupDeduplication {
  private static final Set<String> SENDS = Set.of("SendMessage", "SendMessageBatch");

  /** The marked ID in an answer; in a message's body the quotes would be escaped. */
  private static final Pattern MARKED =
      Pattern.compile(
          "(MessageDeduplicationId(?:\":\"|</Name>\\s*<Value>)[^\"<]*?)(?:~[0-9a-f]{16})+(?=[\"<])");

  /** The queues of that scope by name; true for those that make the ID from the body. */
  private final Map<String, Boolean> queues = new ConcurrentHashMap<>();

  /** Learns from CreateQueue which queues have the scope, and marks what is sent to them. */
  AwsCall outgoing(AwsCall call) {
    var operation = call.operation();
    if (operation.equals("CreateQueue") && Protocol.of(call) == Protocol.JSON) {
      learn(call.jsonOrEmpty());
    }
    if (queues.isEmpty() || !SENDS.contains(operation)) {
      return call;
    }
    return Protocol.of(call) == Protocol.JSON ? markJson(call) : markForm(call);
  }

  AwsAnswer incoming(AwsCall call, AwsAnswer answer) {
    if (!call.operation().equals("ReceiveMessage")) {
      return answer;
    }
    var text = MARKED.matcher(answer.text()).replaceAll("$1");
    return new AwsAnswer(answer.status(), answer.headers(), text.getBytes(UTF_8));
  }

  private void learn(JsonNode request) {
    var attributes = request.path("Attributes");
    if (attributes.path("DeduplicationScope").asText().equals("messageGroup")) {
      var byContent = attributes.path("ContentBasedDeduplication").asBoolean();
      queues.put(request.path("QueueName").asText(), byContent);
    }
  }

  private AwsCall markJson(AwsCall call) {
    var request = call.jsonOrEmpty().deepCopy();
    var byContent = queues.get(queueName(request.path("QueueUrl").asText()));
    if (byContent == null) {
      return call;
    }
    var messages = request.path("Entries").isArray() ? request.path("Entries") : request;
    for (var message :
        messages.isArray() ? messages : JsonNodeFactory.instance.arrayNode().add(request)) {
      if (message instanceof ObjectNode fields && fields.hasNonNull("MessageGroupId")) {
        var marked =
            marked(
                fields.path("MessageDeduplicationId").asText(null),
                fields.path("MessageBody").asText(),
                fields.path("MessageGroupId").asText(),
                byContent);
        if (marked != null) {
          fields.put("MessageDeduplicationId", marked);
        }
      }
    }
    return call.withBody(request);
  }

  private AwsCall markForm(AwsCall call) {
    var form = call.parameters();
    var url = form.getOrDefault("QueueUrl", call.path().replaceFirst("\\?.*", ""));
    var byContent = queues.get(queueName(url));
    if (byContent == null) {
      return call;
    }
    var body = new StringBuilder(call.text());
    for (var parameter : form.entrySet()) {
      if (parameter.getKey().endsWith("MessageGroupId")) {
        var entry = parameter.getKey().replace("MessageGroupId", "");
        var id = form.get(entry + "MessageDeduplicationId");
        var text = form.getOrDefault(entry + "MessageBody", "");
        var marked = marked(id, text, parameter.getValue(), byContent);
        if (marked != null) {
          remove(body, entry + "MessageDeduplicationId=");
          body.append('&').append(entry).append("MessageDeduplicationId=");
          body.append(URLEncoder.encode(marked, UTF_8));
        }
      }
    }
    return call.withBody(body.toString().getBytes(UTF_8));
  }

  private static void remove(StringBuilder form, String parameter) {
    var kept = form.toString().replaceAll("(^|&)" + Pattern.quote(parameter) + "[^&]*", "");
    form.setLength(0);
    form.append(kept);
  }

  private static @Nullable String marked(
      @Nullable String id, String body, String group, boolean byContent) {
    if (id == null && !byContent) {
      return null; // ElasticMQ refuses it as SQS does
    }
    return withMark(id == null ? sha256(body) : id, sha256(group).substring(0, 16));
  }

  /**
   * An ID that only messages with the same mark are duplicates by.
   *
   * @param mark 16 hexadecimal digits
   */
  static String withMark(String id, String mark) {
    // 128 characters are the most that an ID may have.
    return (id.length() > 127 - mark.length() ? sha256(id) : id) + "~" + mark;
  }

  private static String queueName(String url) {
    return url.substring(url.lastIndexOf('/') + 1);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

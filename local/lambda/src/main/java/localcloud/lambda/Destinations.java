package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.aws.Caller;
import localcloud.resources.Properties;
import org.jspecify.annotations.Nullable;

/** Sends what became of asynchronous events, in the name of the function's role. */
final class Destinations {
  /** Like an SDK: three tries of a call that was throttled or met a fault. */
  private static final List<Duration> RETRY_WAITS =
      List.of(Duration.ofMillis(100), Duration.ofMillis(400));

  private final AwsService aws;
  private final @Nullable String endpointUrl;

  Destinations(AwsService aws, @Nullable String endpointUrl) {
    this.aws = aws;
    this.endpointUrl = endpointUrl;
  }

  /**
   * The ARN in a property; null if there is none. It belongs to one of the services and is no FIFO
   * queue or topic, which Lambda refuses.
   */
  static @Nullable String in(Properties properties, String property, String... services) {
    var arn = properties.text(property);
    if (arn == null || arn.isEmpty()) {
      return null;
    }
    var service = arn.split(":", -1).length > 5 ? arn.split(":", -1)[2] : arn;
    if (!List.of(services).contains(service)) {
      properties.refuse(
          property,
          service + " is not supported by the local cloud: " + arn,
          "name one of " + List.of(services));
    }
    if (arn.endsWith(".fifo")) {
      properties.refuse(
          property, "Lambda sends to no FIFO queue or topic: " + arn, "name a standard one");
    }
    return arn;
  }

  /** Sends an invocation record to a destination. */
  void send(String arn, String role, String functionArn, boolean success, ObjectNode content)
      throws InterruptedException {
    var body = content.toString();
    deliver(
        functionArn,
        switch (arn.split(":", -1)[2]) {
          case "sqs" -> sendMessage(arn, role, body, null);
          case "sns" -> publish(arn, role, body, null);
          case "events" -> putEvent(arn, role, functionArn, success, body);
          default -> AwsCall.invokeAsync(role, arn, body);
        });
  }

  /** Sends an event as it was to a function's dead-letter queue or topic. */
  void bury(String arn, String role, String functionArn, byte[] event, ObjectNode attributes)
      throws InterruptedException {
    var body = new String(event, UTF_8);
    deliver(
        functionArn,
        arn.startsWith("arn:aws:sns:")
            ? publish(arn, role, body, attributes)
            : sendMessage(arn, role, body, attributes));
  }

  private void deliver(String functionArn, AwsCall sent) throws InterruptedException {
    var call = sent.by(Caller.of(functionArn, sent::text));
    var answer = aws.attempt(call);
    for (var wait : RETRY_WAITS) {
      if (answer.status() != 429 && answer.status() < 500) {
        break;
      }
      Thread.sleep(wait);
      answer = aws.attempt(call);
    }
    if (answer.isError() || refusesEntry(answer)) {
      throw new AwsException(answer.status(), "DeliveryFailed", answer.text());
    }
  }

  /** PutEvents answers 200 even if it accepted no event. */
  private static boolean refusesEntry(AwsAnswer answer) {
    return answer.text().replace(" ", "").matches("(?s).*\"FailedEntryCount\":[1-9].*");
  }

  private AwsCall sendMessage(
      String arn, String role, String body, @Nullable ObjectNode attributes) {
    var parts = arn.split(":", -1);
    var request = JsonNodeFactory.instance.objectNode();
    request.put(
        "QueueUrl", Objects.requireNonNullElse(endpointUrl, "") + "/" + parts[4] + "/" + parts[5]);
    request.put("MessageBody", body);
    if (attributes != null) {
      request.set("MessageAttributes", attributes);
    }
    return AwsCall.json("sqs", role, "AmazonSQS.SendMessage", request);
  }

  private static AwsCall publish(
      String topic, String role, String message, @Nullable ObjectNode attributes) {
    var request = JsonNodeFactory.instance.objectNode();
    request.put("TopicArn", topic).put("Message", message);
    if (attributes != null) {
      request.set("MessageAttributes", attributes);
    }
    return AwsCall.json("sns", role, "AmazonSNS.Publish", request);
  }

  private static AwsCall putEvent(
      String arn, String role, String functionArn, boolean success, String detail) {
    var request = JsonNodeFactory.instance.objectNode();
    var event =
        request
            .putArray("Entries")
            .addObject()
            .put("EventBusName", arn)
            .put("Source", "lambda")
            .put(
                "DetailType",
                "Lambda Function Invocation Result - " + (success ? "Success" : "Failure"))
            .put("Detail", detail);
    event.putArray("Resources").add(arn).add(functionArn);
    return AwsCall.json("events", role, "AWSEvents.PutEvents", request);
  }
}

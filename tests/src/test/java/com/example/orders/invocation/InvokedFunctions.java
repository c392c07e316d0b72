package com.example.orders.invocation;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.orders.cli.Project;
import com.example.orders.cli.StackOutputs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.cloud.Pace;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** One function that fails, invoked in every way: one local cloud for all tests that ask for it. */
final class InvokedFunctions implements AutoCloseable {
  private static final Path RESOURCES = Path.of("src/test/resources/invocations").toAbsolutePath();

  /** A minute is less than a second: what is counted does not depend on it. */
  private static final Pace PACE = Pace.ofRetries(0.005);

  /** A message with its group, which is empty on a standard queue. */
  record Sent(String body, String group) {}

  /** What each function was given, in the order of its runs. */
  private final Map<String, Queue<String>> given = new ConcurrentHashMap<>();

  private final LocalCloud cloud;
  private final SqsClient sqs;

  private InvokedFunctions() {
    var template = RESOURCES.resolve("template.yaml");
    var code = Project.find().root().resolve("tests/target/invocations");
    var settings =
        LocalCloudSettings.of(template, code)
            .withLogs((function, environment, line) -> note(function, line))
            .withPace(PACE);
    layOut(code);
    cloud = LocalCloud.start(settings);
    sqs = StackOutputs.configure(SqsClient.builder(), endpoint()).build();
  }

  /** Hands them to a test. */
  static final class Extension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == InvokedFunctions.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(InvokedFunctions.class))
          .getOrComputeIfAbsent(InvokedFunctions.class, _ -> new InvokedFunctions());
    }
  }

  private static void layOut(Path code) {
    try {
      var functions =
          Pattern.compile("(?m)^  (\\w+):\n    Type: AWS::Serverless::Function")
              .matcher(Files.readString(RESOURCES.resolve("template.yaml")))
              .results()
              .map(found -> found.group(1));
      for (var function : functions.toList()) {
        var folder = Files.createDirectories(code.resolve(function));
        Files.copy(RESOURCES.resolve("index.py"), folder.resolve("index.py"), REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void note(String function, String line) {
    if (line.startsWith("given ")) {
      given
          .computeIfAbsent(function.replaceFirst("^local-", ""), _ -> new ConcurrentLinkedQueue<>())
          .add(line.substring("given ".length()));
    }
  }

  LocalCloud cloud() {
    return cloud;
  }

  String endpoint() {
    return cloud.endpointUrl().toString();
  }

  List<String> given(String function) {
    return List.copyOf(given.getOrDefault(function, new ConcurrentLinkedQueue<>()));
  }

  /** In requests of ten, as many as SQS takes. */
  void send(String queue, List<Sent> messages) {
    for (var first = 0; first < messages.size(); first += 10) {
      var ten = messages.subList(first, Math.min(first + 10, messages.size()));
      var entries = IntStream.range(0, ten.size()).mapToObj(i -> entry(i, ten.get(i))).toList();
      var answer =
          sqs.sendMessageBatch(batch -> batch.queueUrl(cloud.output(queue)).entries(entries));
      assertThat(answer.failed()).isEmpty();
    }
  }

  private static SendMessageBatchRequestEntry entry(int number, Sent message) {
    var entry = SendMessageBatchRequestEntry.builder().id("m" + number).messageBody(message.body());
    return message.group().isEmpty()
        ? entry.build()
        : entry.messageGroupId(message.group()).build();
  }

  /** The bodies of so many messages of a queue, as soon as they are there. */
  List<String> received(String queue, int count) {
    var found = new ConcurrentLinkedQueue<String>();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> {
              receive(queue).forEach(message -> found.add(message.body()));
              return found.size() >= count;
            });
    return List.copyOf(found);
  }

  private List<Message> receive(String queue) {
    return sqs.receiveMessage(
            receive ->
                receive.queueUrl(cloud.output(queue)).maxNumberOfMessages(10).waitTimeSeconds(1))
        .messages();
  }

  @Override
  public void close() {
    sqs.close();
    cloud.close();
  }
}

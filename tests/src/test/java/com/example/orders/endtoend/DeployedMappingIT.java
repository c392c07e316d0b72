package com.example.orders.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.api.AnyText;
import com.example.orders.failures.AuditEntry;
import com.example.orders.failures.Failure;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends every text of the mapping corpus through API Gateway's own mapping by TestInvokeMethod and
 * looks at what it wrote. <b>Never run against AWS so far:</b> only the reading of the log and the
 * script are tested, by {@link EndpointRequestTest} and {@link DeployedMappingScriptTest}.
 *
 * <p>A test invocation is no simulation: the message does reach the orders queue. It passes no
 * authorizer, so its customer is empty, accept-orders cannot read it, and no order comes of it.
 * After five receives, a visibility timeout apart, it is in the failures inbox, where the second
 * test compares it as a whole and discards its entry. An alarm on the inbox may ring meanwhile; a
 * run that is broken off leaves its entries open.
 */
@Tag("deployed")
@EnabledIfSystemProperty(named = "orderly.stack", matches = ".+")
@ExtendWith(TargetExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeployedMappingIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration FIVE_RECEIVES = Duration.ofMinutes(15);

  private final Map<String, ObjectNode> sent = new LinkedHashMap<>();
  private Target target;
  private List<JsonNode> answers;

  @BeforeAll
  void invoke(Target target, @TempDir Path folder) {
    this.target = target;
    Stream.concat(AnyText.written(), AnyText.random(20))
        .map(text -> JSON.createObjectNode().put("note", text).setAll(Orders.good()))
        .map(ObjectNode.class::cast)
        .forEach(order -> sent.put(Orders.id(order), order));
    answers =
        answers(target.outputs().get("ApiId"), sent.values().stream().toList(), folder, Map.of());
  }

  @Test
  @Order(1)
  void theLogShowsTheOrderAsItWasSent() {
    var orders = sent.values().iterator();
    for (var answer : answers) {
      var order = orders.next();
      assertThat(answer.path("status").asInt()).as(answer.path("log").asText()).isEqualTo(202);
      var request = EndpointRequest.in(answer.path("log").asText());
      assertThat(request.parameter("Action")).isEqualTo("SendMessage");
      assertThat(request.parameter("MessageGroupId")).endsWith("#" + Orders.id(order));
      var shown = new TreeMap<>(request.messageValues());
      shown.remove("/customer");
      assertThat(shown).isNotEmpty();
      shown.forEach(
          (pointer, value) ->
              assertThat(value)
                  .as("%s of %s", pointer, order)
                  .isEqualTo(order.at(pointer.replaceFirst("^/order", "")).asText()));
    }
  }

  @Test
  @Order(2)
  void theQueueGotTheOrderAsItWasSent() {
    var arrived = new TreeMap<String, JsonNode>();
    try (var inbox = Inbox.of(target)) {
      Awaitility.await("the messages in the inbox")
          .atMost(FIVE_RECEIVES)
          .pollInterval(Duration.ofSeconds(5))
          .until(
              () -> {
                inbox.open().forEach(failure -> takeOurs(inbox, failure, arrived));
                return arrived.size() == sent.size();
              });
    }
    arrived.forEach((orderId, order) -> assertThat(order).isEqualTo(sent.get(orderId)));
  }

  private void takeOurs(Inbox inbox, Failure failure, Map<String, JsonNode> arrived) {
    try {
      var payload = inbox.failures().payloads(failure.id()).orElseThrow().original();
      var order = JSON.readTree(payload).path("order");
      var orderId = order.path("orderId").asText();
      if (sent.containsKey(orderId)) {
        arrived.put(orderId, order);
        var audit =
            AuditEntry.of(Instant.now(), "DeployedMappingIT", AuditEntry.Action.DISCARD, "seen");
        inbox.failures().replace(failure, failure.discard(), audit);
      }
    } catch (IOException e) {
      // somebody else's poison
    }
  }

  /** What the script says to each order: boto3, because the SDK for this service is not at hand. */
  static List<JsonNode> answers(
      String apiId, List<ObjectNode> orders, Path folder, Map<String, String> environment) {
    try {
      var input = folder.resolve("orders.jsonl");
      Files.write(input, orders.stream().map(ObjectNode::toString).toList());
      var script = Path.of("src/test/resources/deployed/test-invoke.py").toAbsolutePath();
      var python = System.getenv().getOrDefault("SAM_PYTHON", "python3");
      var errors = folder.resolve("errors.txt");
      var builder =
          new ProcessBuilder(python, script.toString(), apiId)
              .redirectInput(input.toFile())
              .redirectError(errors.toFile());
      builder.environment().putAll(environment);
      var process = builder.start();
      var answers = new ArrayList<JsonNode>();
      for (var line : new String(process.getInputStream().readAllBytes(), UTF_8).split("\n")) {
        answers.add(JSON.readTree(line));
      }
      assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
      assertThat(answers).hasSameSizeAs(orders);
      return answers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

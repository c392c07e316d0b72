package com.example.orders.intakeshards;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Extensions;
import com.example.orders.cli.OrdersApi;
import com.example.orders.cli.Project;
import com.example.orders.scripts.PythonScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import localcloud.aws.AwsCall;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.sam.Stack;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/** The queues of one customer stand still, the worst that its poison can do to them. */
@Tag("local")
@Execution(CONCURRENT)
class ShardedIntakeIT {
  private static final Project PROJECT = Project.find();
  private static final String NAME = "intake-shards";
  private static final String CORE = "orderly-dev";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A customer is called by the digits that choose its queues, here 1 and 0. */
  private static final String POISONED = "customer-02";

  private static final String SHARES_BOTH = "customer-20";
  private static final String SHARES_ONE = "customer-04";
  private static final String SHARES_NONE = "customer-8e";

  @Test
  void onlyWhoSharesBothQueuesWaits(@TempDir Path folder) throws Exception {
    try (var cloud = LocalCloud.start(withShards())) {
      var shards = cloud.stack(CORE + "-" + NAME);
      enable(cloud, false, shards, "Shard0Orders", "Shard1Orders");

      var waiting = List.of(order(cloud, POISONED), order(cloud, SHARES_BOTH));
      waiting.forEach(Placed::send);
      for (var order = 0; order < 5; order++) {
        assertThat(order(cloud, SHARES_NONE).isStoredWhenSent(1)).isTrue();
      }
      assertThat(order(cloud, SHARES_ONE).isStoredWhenSent(30)).isTrue();
      assertThat(waiting).noneMatch(Placed::isStored);

      if (System.getenv("SAM_PYTHON") != null) {
        refusesTheWrongOrder(cloud, folder);
      }
      enable(cloud, true, shards, "Shard0Orders", "Shard1Orders");
      Awaitility.await().atMost(PATIENCE).until(() -> waiting.stream().allMatch(Placed::isStored));
    }
  }

  @Test
  void withoutShardsEverybodyWaits() {
    try (var cloud = LocalCloud.start(core(Map.of()))) {
      enable(cloud, false, cloud.stack(), "AcceptOrdersFunctionOrders");
      var order = order(cloud, SHARES_NONE);

      assertThat(order.isStoredWhenSent(3)).isFalse();

      enable(cloud, true, cloud.stack(), "AcceptOrdersFunctionOrders");
      Awaitility.await().atMost(PATIENCE).until(order::isStored);
    }
  }

  /** An order, which its client sends again when it is not there in time. */
  private record Placed(OrdersApi api, String customer, String orderId) {
    void send() {
      var body =
          """
          {"orderId": "%s", "lines": [{"sku": "MUG-STONEWARE", "quantity": 1}], "currency": "EUR",
           "paymentToken": "tok_visa", "shippingAddress": {"name": "Ada", "street": "12 St James",
           "city": "London", "postalCode": "SW1Y", "country": "GB"}}"""
              .formatted(orderId);
      assertThat(api.place(customer, body).httpStatus()).isEqualTo(202);
    }

    boolean isStored() {
      return api.find(customer, orderId).isPresent();
    }

    boolean isStoredWhenSent(int times) {
      var patience = times == 1 ? PATIENCE : Duration.ofSeconds(2);
      for (var sent = 0; sent < times; sent++) {
        send();
        try {
          Awaitility.await().atMost(patience).until(this::isStored);
          return true;
        } catch (ConditionTimeoutException _) {
          // the client sends it again
        }
      }
      return false;
    }
  }

  private static Placed order(LocalCloud cloud, String customer) {
    var url = cloud.apiUrl().toString();
    var token = OrdersApi.localToken(url, customer);
    return new Placed(new OrdersApi(url, _ -> token), customer, UUID.randomUUID().toString());
  }

  private static LocalCloudSettings core(Map<String, String> parameters) {
    return LocalCloudSettings.of(PROJECT.template(), PROJECT.artifacts())
        .withStack(CORE, "us-east-1")
        .withParameters(parameters);
  }

  private static LocalCloudSettings withShards() {
    var settings = core(Map.of("IntakeShards", "on", "Capacity", "standard"));
    for (var stack : Extensions.of(PROJECT).chosen(NAME).stacksBeside(CORE)) {
      settings = settings.withStackBeside(stack);
    }
    return settings;
  }

  private static void enable(LocalCloud cloud, boolean enabled, Stack stack, String... mappings) {
    for (var mapping : mappings) {
      var id = stack.resources().get(mapping).ref();
      mapping(cloud, "PUT", id, "{\"Enabled\":%s}".formatted(enabled));
    }
    for (var mapping : mappings) {
      var id = stack.resources().get(mapping).ref();
      Awaitility.await("the last long poll to end")
          .atMost(PATIENCE)
          .until(
              () ->
                  mapping(cloud, "GET", id, "").contains(enabled ? "\"Enabled\"" : "\"Disabled\""));
    }
  }

  private static String mapping(LocalCloud cloud, String method, String id, String body) {
    var call =
        new AwsCall(
            "lambda",
            "arn:aws:iam::000000000000:root",
            method,
            "/2015-03-31/event-source-mappings/" + id,
            Map.of("content-type", "application/json"),
            body.getBytes(UTF_8));
    return cloud.aws().answer(call).text();
  }

  /** What {@code make deploy} and {@code make delete} ask before SAM does anything. */
  private static void refusesTheWrongOrder(LocalCloud cloud, Path folder) throws Exception {
    assertThat(asks(cloud, "before-delete", "extensions/" + NAME))
        .contains(
            "orderly-dev sends to orderly-dev-intake-shards: set IntakeShards to its default and"
                + " make deploy first");
    Files.writeString(
        folder.resolve("samconfig.toml"),
        """
        [default]
        global.parameters.stack_name = "%s"
        deploy.parameters.parameter_overrides = "Stage=dev IntakeShards=on"
        """
            .formatted(CORE));
    assertThat(asks(cloud, "before-deploy", folder.toString())).isEmpty();
    // what is said on the command line takes the place of what is in the file
    var elsewhere = List.of("--stack-name", "orderly-prod", "--parameter-overrides");
    assertThat(asks(cloud, "before-deploy", folder.toString(), words(elsewhere, "Stage=prod")))
        .isEmpty();
    assertThat(asks(cloud, "before-deploy", folder.toString(), words(elsewhere, "IntakeShards=on")))
        .isEqualTo(
            "orderly-prod would send to the stack orderly-prod-intake-shards, which does not exist:"
                + " make deploy without IntakeShards, then make deploy EXTENSION=intake-shards\n");
  }

  private static String[] words(List<String> some, String last) {
    return Stream.concat(some.stream(), Stream.of(last)).toArray(String[]::new);
  }

  private static String asks(LocalCloud cloud, String command, String folder, String... arguments) {
    var words = new ArrayList<>(List.of("scripts/stacks.py", command, folder, "default"));
    words.addAll(List.of(arguments));
    var answer = PythonScript.run(cloud.endpointUrl(), "", words);
    assertThat(answer.exitCode()).as(answer.output()).isEqualTo(answer.output().isEmpty() ? 0 : 1);
    return answer.output();
  }
}

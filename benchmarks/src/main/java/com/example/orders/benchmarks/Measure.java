package com.example.orders.benchmarks;

import com.example.orders.cli.Project;
import com.example.orders.cli.Seed;
import com.example.orders.cli.StackOutputs;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.faults.FaultRules;

/**
 * Measures on this machine what pages of docs/patterns show, into docs/patterns/measured.json: the
 * concurrency that a rate and a latency lead to, a surge, and a backlog by the size of its batches.
 */
public final class Measure {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final int ORDERS_PER_SECOND = 4;
  private static final Duration TIME = Duration.ofSeconds(30);
  private static final Map<String, String> WIDE_OPEN =
      Map.of("Capacity", "standard", "ApiRateLimit", "1000", "ApiBurstLimit", "5000");

  /** What the surge's door is set to. */
  private static final int RATE = 5;

  private static final int BURST = 50;
  private static final int ACCOUNT = 10;

  private final Invocations invocations = new Invocations();
  private final ObjectNode measured = JsonNodeFactory.instance.objectNode();

  private Measure() {}

  public static void main(String[] arguments) throws Exception {
    var measure = new Measure();
    if (List.of(arguments).contains("backlog")) {
      measure.measured.setAll((ObjectNode) JSON.readTree(file().toFile()));
      measure.backlog();
      measure.write();
      return;
    }
    measure.machine();
    measure.littlesLaw();
    measure.surge();
    measure.backlog();
    measure.write();
  }

  private static Path file() {
    return Project.find().root().resolve("docs/patterns/measured.json");
  }

  private void write() throws IOException {
    Files.writeString(file(), JSON.writeValueAsString(measured) + "\n");
  }

  private void machine() {
    measured
        .put("date", LocalDate.now().toString())
        .put("processors", Runtime.getRuntime().availableProcessors())
        .put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"))
        .put("java", Runtime.version().feature());
  }

  private void littlesLaw() throws Exception {
    var rows = measured.putArray("littlesLaw");
    try (var cloud = start(WIDE_OPEN, LocalCloudSettings.CONCURRENCY);
        var watch = Executors.newSingleThreadScheduledExecutor()) {
      var load = SteadyLoad.on(cloud, ORDERS_PER_SECOND);
      settle(cloud, load.send(Duration.ofSeconds(10)));
      invocations.watch(watch);
      for (var latency : List.of(0, 500, 1_000)) {
        cloud.faults().replace(latency == 0 ? FaultRules.none() : slowProvider(latency));
        var before = new OrdersTable(cloud).ended();
        invocations.reset();
        var begin = System.nanoTime();
        settle(cloud, before + load.send(TIME));
        var seconds = seconds(begin);
        for (var function : List.of("AcceptOrdersFunction", "ChargePaymentFunction")) {
          rows.add(row(cloud, function, latency, seconds));
        }
      }
    }
  }

  private ObjectNode row(LocalCloud cloud, String id, int latency, double seconds) {
    var function = function(cloud, id);
    return JsonNodeFactory.instance
        .objectNode()
        .put("function", id)
        .put("providerLatencyMillis", latency)
        .put("perSecond", rounded(invocations.ended(function) / seconds))
        .put("seconds", rounded(invocations.seconds(function)))
        .put("atOnce", rounded(invocations.atOnce(function)));
  }

  private static String function(LocalCloud cloud, String id) {
    return cloud.stack().ofType("AWS::Lambda::Function").stream()
        .filter(resource -> resource.logicalId().equals(id))
        .findFirst()
        .orElseThrow()
        .ref();
  }

  private void surge() throws Exception {
    var door = Map.of("ApiRateLimit", "" + RATE, "ApiBurstLimit", "" + BURST);
    try (var cloud = start(door, ACCOUNT)) {
      settle(cloud, SteadyLoad.on(cloud, 1).send(Duration.ofSeconds(10)));
      Thread.sleep(Duration.ofSeconds(BURST / RATE)); // the door's bucket fills
      var before = new OrdersTable(cloud).ended();
      var letIn = SteadyLoad.on(cloud, 10 * RATE).send(Duration.ofMinutes(1));
      var begin = System.nanoTime();
      var ended = settle(cloud, before + letIn) - before;
      measured
          .putObject("surge")
          .put("rate", RATE)
          .put("burst", BURST)
          .put("account", ACCOUNT)
          .put("sent", 10 * RATE * 60)
          .put("letIn", letIn)
          .put("ended", ended)
          .put("endedAfterSeconds", rounded(seconds(begin)));
    }
  }

  /** What one batch holds decides how often the consumer runs for the same orders. */
  private void backlog() throws Exception {
    var rows = measured.putArray("backlog");
    for (var batch : List.of(1, 2, 5, 10)) {
      var template = Backlog.templateWith(batch);
      try (var cloud = start(template, WIDE_OPEN, LocalCloudSettings.CONCURRENCY)) {
        settle(cloud, SteadyLoad.on(cloud, ORDERS_PER_SECOND).send(Duration.ofSeconds(5)));
        var backlog = new Backlog(cloud);
        backlog.fill();
        invocations.reset();
        var begin = System.nanoTime();
        backlog.release();
        settle(cloud, backlog.orders());
        var function = function(cloud, "AcceptOrdersFunction");
        rows.addObject()
            .put("batchSize", batch)
            .put("orders", Backlog.ORDERS)
            .put("invocations", invocations.ended(function))
            .put("secondsEach", rounded(invocations.seconds(function)))
            .put("endedAfterSeconds", rounded(seconds(begin)));
      }
    }
  }

  private LocalCloud start(Map<String, String> parameters, int concurrency) {
    return start(Project.find().template(), parameters, concurrency);
  }

  private LocalCloud start(Path template, Map<String, String> parameters, int concurrency) {
    var project = Project.find();
    var settings =
        LocalCloudSettings.of(template, project.artifacts())
            .withParameters(new HashMap<>(parameters))
            .withConcurrency(concurrency)
            .withLogs(invocations);
    var cloud = LocalCloud.start(settings);
    var endpoint = cloud.endpointUrl().toString();
    Seed.seed(StackOutputs.of(settings.stackName(), endpoint), endpoint);
    new OrdersTable(cloud).stockUp();
    return cloud;
  }

  private static FaultRules slowProvider(int millis) {
    return FaultRules.parse(
        """
        {"seed": 1, "rules": [{"fault": "latency", "service": "dynamodb", "operation": "UpdateItem",
          "resource": "LedgerTable", "function": "ChargePaymentFunction", "latencyMillis": %d}]}"""
            .formatted(millis));
  }

  /** Waits until so many orders have ended, and answers how many have. */
  private static int settle(LocalCloud cloud, int wanted) throws InterruptedException {
    var table = new OrdersTable(cloud);
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    var ended = 0;
    while (ended < wanted && System.nanoTime() < deadline) {
      Thread.sleep(LOOK);
      ended = table.isQuiet() ? table.ended() : ended;
    }
    return ended;
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static double rounded(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }
}

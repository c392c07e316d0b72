package com.example.orders.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.example.orders.cli.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import localcloud.aws.AwsCall;
import localcloud.cloud.LocalCloud;

/** Orders that wait because their mapping is disabled, until it is enabled again. */
final class Backlog {
  static final int ORDERS = 200;
  private static final int PER_SECOND = 40;
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final String ROOT = "arn:aws:iam::000000000000:root";
  private static final String MAPPING = "AcceptOrdersFunctionOrders";
  private static final Pattern BATCH =
      Pattern.compile("(?s)(\\n  " + MAPPING + ":\\n.*?\\n      BatchSize: )\\d+");

  private final LocalCloud cloud;
  private final int before;

  Backlog(LocalCloud cloud) {
    this.cloud = cloud;
    this.before = new OrdersTable(cloud).ended();
  }

  /** A copy of the template whose orders come in batches of another size. */
  static Path templateWith(int batch) throws IOException {
    var root = Project.find().root();
    var copy = Files.createDirectories(root.resolve("target/backlog"));
    for (var folder : new String[] {"api", "statemachines"}) {
      try (var files = Files.list(root.resolve(folder))) {
        for (var file : files.toList()) {
          var place = Files.createDirectories(copy.resolve(folder)).resolve(file.getFileName());
          Files.write(place, Files.readAllBytes(file));
        }
      }
    }
    var template = BATCH.matcher(Files.readString(root.resolve("template.yaml")));
    if (!template.find()) {
      throw new IllegalStateException("The template has no BatchSize of " + MAPPING);
    }
    return Files.writeString(copy.resolve("template.yaml"), template.replaceFirst("$1" + batch));
  }

  /** How many orders will have ended when all of them have. */
  int orders() {
    return before + ORDERS;
  }

  /** Stops the mapping and places what is to wait. */
  void fill() throws Exception {
    mapping("PUT", "{\"Enabled\":false}");
    while (!mapping("GET", "").contains("\"Disabled\"")) {
      Thread.sleep(LOOK);
    }
    var waiting = SteadyLoad.on(cloud, PER_SECOND).send(Duration.ofSeconds(ORDERS / PER_SECOND));
    if (waiting != ORDERS) {
      throw new IllegalStateException(waiting + " orders were accepted");
    }
  }

  void release() {
    mapping("PUT", "{\"Enabled\":true}");
  }

  private String mapping(String method, String body) {
    var id = requireNonNull(cloud.stack().resources().get(MAPPING)).ref();
    var path = "/2015-03-31/event-source-mappings/" + id;
    var headers = Map.of("content-type", "application/json");
    return cloud
        .aws()
        .answer(new AwsCall("lambda", ROOT, method, path, headers, body.getBytes(UTF_8)))
        .text();
  }
}

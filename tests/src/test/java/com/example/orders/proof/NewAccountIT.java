package com.example.orders.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.observe.CallCount;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** A new AWS account runs ten functions at once; the defaults are made for it. */
@Tag("local")
@Execution(CONCURRENT)
class NewAccountIT {
  private static final int CONCURRENCY = 10;
  private static final int ORDERS = 300;

  @Test
  void threeHundredOrdersAtOnceAllEndAsTheyShould() throws Exception {
    var project = Project.find();
    var settings =
        LocalCloudSettings.of(project.template(), project.artifacts()).withConcurrency(CONCURRENCY);
    try (var cloud = LocalCloud.start(settings);
        var api = ProofApi.patient(cloud.apiUrl().toString());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var stack = new Stack(cloud);
      var catalogue = Catalogue.forOrders(ORDERS);
      catalogue.put(stack);
      api.subject("acme"); // asks for the token
      var answers = new ArrayList<Integer>();
      for (var sent :
          threads.invokeAll(
              IntStream.range(0, ORDERS)
                  .<Callable<Integer>>mapToObj(_ -> () -> place(api))
                  .toList())) {
        answers.add(sent.get());
      }
      assertThat(answers).hasSize(ORDERS).containsOnly(202);

      var records = new Records(stack, catalogue);
      Awaitility.await()
          .atMost(Duration.ofMinutes(8))
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> records.rows().stream().filter(Row::isTerminal).count() == ORDERS);
      var ends =
          records.rows().stream()
              .collect(Collectors.groupingBy(Row::status, Collectors.counting()));
      assertThat(ends).isEqualTo(Map.of("CONFIRMED", (long) ORDERS));
      assertThat(records.inbox()).isEmpty();
      assertThat(throttled(cloud)).as("the account's limit was met").isPositive();
    }
  }

  /** Of the workflow's calls; how often the mappings were held back is not counted. */
  private static long throttled(LocalCloud cloud) {
    return cloud.calls().counts().stream()
        .filter(count -> count.service().equals("lambda"))
        .mapToLong(CallCount::errors)
        .sum();
  }

  private static int place(ProofApi api) throws InterruptedException {
    var plan = SweptPath.CONFIRMED.plan(UUID.randomUUID().toString());
    return api.place("acme", plan.basket().body());
  }
}

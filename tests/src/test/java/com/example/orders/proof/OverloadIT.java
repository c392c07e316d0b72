package com.example.orders.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
import com.example.orders.proof.ClientOrder.Answer;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** More requests than the API lets in. */
@Tag("local")
@Execution(CONCURRENT)
class OverloadIT {
  private static final int LIMIT = 5;

  @Test
  void fault04_whatIsTooMuchIsRefusedAndTheRestEnds() throws Exception {
    var project = Project.find();
    var settings =
        LocalCloudSettings.of(project.template(), project.artifacts())
            .withParameters(Map.of("ApiRateLimit", "" + LIMIT, "ApiBurstLimit", "" + LIMIT));
    try (var cloud = LocalCloud.start(settings);
        var api = ProofApi.patient(cloud.apiUrl().toString());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var stack = new Stack(cloud);
      var catalogue = Catalogue.forOrders(20 * LIMIT);
      catalogue.put(stack);
      api.subject("acme"); // asks for the token
      var sent =
          threads.invokeAll(
              IntStream.range(0, 20 * LIMIT)
                  .<Callable<Integer>>mapToObj(_ -> () -> place(api))
                  .toList());
      var accepted = 0;
      for (var answer : sent) {
        assertThat(answer.get()).isIn(202, 429);
        accepted += Answer.of(answer.get()) == Answer.DONE ? 1 : 0;
      }
      assertThat(accepted).isBetween(LIMIT, 18 * LIMIT);
      var expected = accepted;
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  new Records(stack, catalogue).rows().stream().filter(Row::isConfirmed).count()
                      == expected);
    }
  }

  private static int place(ProofApi api) throws InterruptedException {
    var plan = SweptPath.CONFIRMED.plan(UUID.randomUUID().toString());
    return api.place("acme", plan.basket().body());
  }
}

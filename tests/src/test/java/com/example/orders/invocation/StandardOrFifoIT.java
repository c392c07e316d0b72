package com.example.orders.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
import com.example.orders.invocation.InvokedFunctions.Sent;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;

/**
 * The same load on a standard and on a FIFO queue: ten messages of each of twenty orders, one in
 * ten sent twice, one in twenty failing once. {@code docs/exercises/standard-or-fifo.md} is about
 * it.
 */
@Tag("local")
@Execution(CONCURRENT)
@ExtendWith(InvokedFunctions.Extension.class)
class StandardOrFifoIT {
  private static final int ORDERS = 20;
  private static final int STEPS = 10;
  private static final int MESSAGES = ORDERS * STEPS;

  /** What came of the load. */
  private record Outcome(int twice, int overtaken) {}

  @Test
  void onlyFifoKeepsOrderAndTakesEachMessageOnce(InvokedFunctions functions) throws IOException {
    functions.send("Standard", load(false));
    functions.send("Fifo", load(true));

    var standard = outcome(functions, "StandardConsumer", MESSAGES + MESSAGES / 10);
    var fifo = outcome(functions, "FifoConsumer", MESSAGES);

    var line =
        "QUEUES sent=%d standard: twice=%d overtaken=%d fifo: twice=%d overtaken=%d"
            .formatted(
                MESSAGES + MESSAGES / 10,
                standard.twice(),
                standard.overtaken(),
                fifo.twice(),
                fifo.overtaken());
    System.out.println(line);
    assertThat(standard.twice()).isEqualTo(MESSAGES / 10);
    assertThat(standard.overtaken()).isPositive();
    assertThat(fifo).isEqualTo(new Outcome(0, 0));
    var page = Project.find().root().resolve("docs/exercises/standard-or-fifo.md");
    assertThat(Files.readString(page))
        .as("how many are overtaken depends on the moment, the rest does not")
        .contains(line.replaceFirst("overtaken=.*", "overtaken="))
        .contains(line.replaceFirst(".*fifo", "fifo"));
  }

  /** Step by step over all orders; what is sent twice comes again at once. */
  private static List<Sent> load(boolean inGroups) {
    var load = new ArrayList<Sent>();
    for (var number = 0; number < MESSAGES; number++) {
      var order = number % ORDERS;
      // Not the last step of an order: nothing could overtake it.
      var fails = number % 20 == number / ORDERS && number / ORDERS < STEPS - 1;
      var body = "%d %d%s".formatted(order, number / ORDERS, fails ? " fails" : "");
      var message = new Sent(body, inGroups ? "order-" + order : "");
      load.add(message);
      if (number % 10 == 5) {
        load.add(message);
      }
    }
    return load;
  }

  private static Outcome outcome(InvokedFunctions functions, String consumer, int expected) {
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> assertThat(functions.given(consumer)).hasSizeGreaterThanOrEqualTo(expected));
    var seen = new HashSet<String>();
    var latest = new HashMap<String, Integer>();
    var twice = 0;
    var overtaken = 0;
    for (var body : functions.given(consumer)) {
      var words = body.split(" ");
      var step = Integer.parseInt(words[1]);
      if (!seen.add(body)) {
        twice++;
      } else if (latest.merge(words[0], step, Math::max) > step) {
        overtaken++;
      }
    }
    return new Outcome(twice, overtaken);
  }
}

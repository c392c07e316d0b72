package localcloud.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Starts over the rate are refused; transitions over the rate only wait. */
class QuotasTest {
  private static final String THREE_STATES =
      """
      {'StartAt':'A','States':{'A':{'Type':'Pass','Next':'B'},'B':{'Type':'Pass','Next':'C'},
       'C':{'Type':'Pass','End':true}}}""";

  private final AtomicLong nanos = new AtomicLong();
  private final List<Duration> waits = new CopyOnWriteArrayList<>();
  private final Quotas quotas =
      new Quotas(
          new WorkflowRates(2, 4),
          nanos::get,
          wait -> {
            waits.add(wait);
            nanos.addAndGet(wait.toNanos());
          });
  private final Lab lab =
      new Lab(
          call -> Lab.ok("{}"), Timer.following(InstantSource.system()), Long.MAX_VALUE, quotas);

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void oneStartTooManyIsThrottledUntilTheNextTokenComes() {
    var machine = define("STANDARD", "{'StartAt':'A','States':{'A':{'Type':'Succeed'}}}");
    start(machine);
    start(machine);

    assertThat(lab.refusal(() -> start(machine))).isEqualTo("ThrottlingException");

    nanos.addAndGet(Duration.ofMillis(500).toNanos());
    start(machine);
    assertThat(lab.stepFunctions.throttledEvents()).containsEntry("StartExecution", 1L);
  }

  @Test
  void transitionsTooManyWaitAndAreCounted() {
    var machine = define("STANDARD", THREE_STATES);
    lab.awaitEnd(start(machine));
    lab.awaitEnd(start(machine));

    // four at once, then one each quarter of a second
    assertThat(waits).containsExactly(Duration.ofMillis(250), Duration.ofMillis(250));
    assertThat(lab.stepFunctions.throttledEvents()).containsEntry("StateTransition", 2L);
  }

  @Test
  void expressWorkflowsHaveNoSuchQuotas() {
    var machine = define("EXPRESS", THREE_STATES);
    for (var count = 0; count < 5; count++) {
      start(machine);
    }

    assertThat(lab.stepFunctions.throttledEvents())
        .containsEntry("StartExecution", 0L)
        .containsEntry("StateTransition", 0L);
  }

  private String define(String type, String definition) {
    return lab.stepFunctions.define("flow", type, Lab.json(definition), Lab.ROLE);
  }

  private String start(String machine) {
    return lab.start(machine, "{}");
  }
}

package localcloud.stepfunctions;

import static localcloud.stepfunctions.Lab.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InvocationGateTest {
  private static final String MACHINE =
      """
      {"QueryLanguage":"JSONata","StartAt":"Work","States":{"Work":{"Type":"Task","End":true,
       "Resource":"arn:aws:states:::lambda:invoke","TimeoutSeconds":1,
       "Arguments":{"FunctionName":"work","Payload":"{% $states.input %}"}}}}""";

  private final ConcurrentLinkedQueue<String> begun = new ConcurrentLinkedQueue<>();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final Semaphore released = new Semaphore(0);
  private final InvocationGate gate = new InvocationGate(2);
  private final StepFunctions stepFunctions =
      new StepFunctions(
          "us-east-1",
          "000000000000",
          new PacedTimer(
              Timer.following(InstantSource.system()),
              1,
              1_000), // so that only the waiting itself could take too long
          new Random(1),
          this::invoke,
          gate,
          change -> {});

  @AfterEach
  void close() {
    stepFunctions.close();
  }

  private AwsAnswer invoke(AwsCall call) {
    begun.add(call.text());
    most.accumulateAndGet(running.incrementAndGet(), Math::max);
    released.acquireUninterruptibly();
    running.decrementAndGet();
    return AwsAnswer.json("{}");
  }

  @Test
  void onlySoManyTasksInvokeAtOnceAndOlderExecutionsGoFirst() throws Exception {
    var machine =
        stepFunctions.define("flow", "STANDARD", Json.parse(MACHINE), "arn:aws:iam::0:role/r");
    for (var number : IntStream.range(0, 6).toArray()) {
      start(machine, number);
      tickOver();
    }
    await().until(() -> begun.size() == 2 && gate.waiting() == 4);
    for (var next = 3; next <= 6; next++) {
      var expected = next;
      released.release();
      await().until(() -> begun.size() == expected);
    }
    released.release(2);
    await().until(() -> running.get() == 0);
    assertThat(most).hasValue(2);
    assertThat(List.copyOf(begun).subList(2, 6)).isSorted();
  }

  /** Executions are distinguished by the millisecond in which they start. */
  private static void tickOver() {
    var now = Instant.now();
    await().until(() -> Instant.now().isAfter(now.plusMillis(3)));
  }

  private void start(String machine, int number) {
    var request =
        Json.object().put("stateMachineArn", machine).put("input", "{\"n\":" + number + "}");
    stepFunctions.answer(
        AwsCall.json("states", "root", "AWSStepFunctions.StartExecution", request.toString()));
  }
}

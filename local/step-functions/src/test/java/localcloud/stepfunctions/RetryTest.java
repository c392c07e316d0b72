package localcloud.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import localcloud.aws.AwsAnswer;
import org.junit.jupiter.api.Test;

class RetryTest {
  private static final String TASK =
      "'Type':'Task','Resource':'arn:aws:lambda:us-east-1:000000000000:function:f'";
  private static final AwsAnswer FAILURE =
      Lab.functionError("{'errorType':'app.Busy','errorMessage':'m'}");

  private static List<Duration> delays(String retrier) {
    var timer = new ManualTimer(true);
    try (var lab = new Lab(call -> FAILURE, timer)) {
      var run = lab.runState(TASK + ",'Retry':[" + retrier + "]", "{}");
      assertThat(run.path("error").asText()).isEqualTo("app.Busy");
    }
    return timer.delays();
  }

  @Test
  void waitsLongerEachTimeUpToTheMaximum() {
    assertThat(
            delays(
                "{'ErrorEquals':['app.Busy'],'IntervalSeconds':2,'BackoffRate':3,'MaxDelaySeconds':10,'MaxAttempts':4}"))
        .containsExactly(
            Duration.ofSeconds(2),
            Duration.ofSeconds(6),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10));
  }

  @Test
  void retriesThreeTimesByDefault() {
    assertThat(delays("{'ErrorEquals':['States.ALL']}"))
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
  }

  @Test
  void fullJitterStaysWithinTheDelayAndFollowsTheSeed() {
    var retrier =
        "{'ErrorEquals':['States.TaskFailed'],'IntervalSeconds':8,'BackoffRate':1,'JitterStrategy':'FULL','MaxAttempts':20}";
    var delays = delays(retrier);
    assertThat(delays).hasSize(20).allMatch(delay -> delay.compareTo(Duration.ofSeconds(8)) < 0);
    assertThat(delays).doesNotHaveDuplicates().isEqualTo(delays(retrier));
  }

  @Test
  void countsEachRetrierForItself() {
    var answers = new ArrayList<>(List.of("app.Busy", "app.Slow", "app.Busy", "app.Slow"));
    var timer = new ManualTimer(true);
    try (var lab =
        new Lab(
            call ->
                answers.isEmpty()
                    ? Lab.ok("{'fine':true}")
                    : Lab.functionError("{'errorType':'" + answers.removeFirst() + "'}"),
            timer)) {
      var run =
          lab.runState(
              TASK
                  + ",'Retry':[{'ErrorEquals':['app.Busy'],'MaxAttempts':2},{'ErrorEquals':['app.Slow'],'MaxAttempts':2}]",
              "{}");
      assertThat(run.path("output").asText()).isEqualTo("{\"fine\":true}");
      assertThat(lab.calls).hasSize(5);
    }
  }

  @Test
  void anErrorThatNoRetrierNamesFailsAtOnce() {
    var calls = new AtomicInteger();
    try (var lab =
        new Lab(
            call -> {
              calls.incrementAndGet();
              return FAILURE;
            })) {
      var run = lab.runState(TASK + ",'Retry':[{'ErrorEquals':['app.Other']}]", "{}");
      assertThat(run.path("status").asText()).isEqualTo("FAILED");
      assertThat(calls).hasValue(1);
    }
  }

  @Test
  void catchInJsonataShapesOutputAndAssignsVariables() {
    try (var lab = new Lab(call -> FAILURE)) {
      var machine =
          lab.define(
              "{'QueryLanguage':'JSONata','StartAt':'S','States':{'S':{"
                  + TASK
                  + ",'Catch':[{'ErrorEquals':['app.Busy'],'Assign':{'why':'{% $states.errorOutput.Error %}'},"
                  + "'Output':'{% $states.input.id %}','Next':'End'}],'End':true},"
                  + "'End':{'Type':'Pass','Output':'{% [$states.input, $why] %}','End':true}}}");
      var run = lab.awaitEnd(lab.start(machine, "{'id':5}"));
      assertThat(run.path("output").asText()).isEqualTo("[5,\"app.Busy\"]");
    }
  }
}

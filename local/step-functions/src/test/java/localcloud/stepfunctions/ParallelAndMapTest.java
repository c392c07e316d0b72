package localcloud.stepfunctions;

import static localcloud.stepfunctions.Lab.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ParallelAndMapTest {
  private static final String CALL =
      "{'Type':'Task','Resource':'arn:aws:lambda:us-east-1:000000000000:function:f','End':true}";

  @Test
  void aFailingBranchStopsTheOthersAndIsCaught() {
    var timer = new ManualTimer(false);
    try (var lab = new Lab(call -> Lab.ok("{}"), timer)) {
      var machine =
          lab.define(
              "{'StartAt':'P','States':{'P':{'Type':'Parallel','Branches':["
                  + "{'StartAt':'Slow','States':{'Slow':{'Type':'Wait','Seconds':3600,'Next':'Never'},'Never':{'Type':'Pass','End':true}}},"
                  + "{'StartAt':'Bad','States':{'Bad':{'Type':'Fail','Error':'Broken'}}}],"
                  + "'Catch':[{'ErrorEquals':['Broken'],'ResultPath':'$.failure','Next':'C'}],'End':true},"
                  + "'C':{'Type':'Pass','End':true}}}");
      var execution = lab.start(machine, "{'a':1}");
      var run = lab.awaitEnd(execution);
      assertThat(run.path("output").asText())
          .isEqualTo("{\"a\":1,\"failure\":{\"Error\":\"Broken\"}}");
      assertThat(lab.eventTypes(execution)).contains("ParallelStateFailed");
      await().until(() -> timer.waiting() == 0);
    }
  }

  @Test
  void aFailingIterationFailsTheMapAndAbortsTheRest() {
    var timer = new ManualTimer(false);
    try (var lab = new Lab(call -> Lab.ok("{}"), timer)) {
      var machine =
          lab.define(
              "{'StartAt':'M','States':{'M':{'Type':'Map','ItemProcessor':{'StartAt':'C','States':{"
                  + "'C':{'Type':'Choice','Choices':[{'Variable':'$','NumericEquals':2,'Next':'F'}],'Default':'W'},"
                  + "'W':{'Type':'Wait','Seconds':3600,'End':true},'F':{'Type':'Fail','Error':'Two'}}},'End':true}}}");
      var execution = lab.start(machine, "[1,2]");
      assertThat(lab.awaitEnd(execution).path("error").asText()).isEqualTo("Two");
      assertThat(lab.eventTypes(execution)).contains("MapIterationFailed", "MapStateFailed");
    }
  }

  @Test
  void atMostMaxConcurrencyIterationsRunAtOnce() {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    var gate = new Semaphore(0);
    try (var lab =
        new Lab(
            call -> {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              gate.acquireUninterruptibly();
              inside.decrementAndGet();
              return Lab.ok(call.text());
            })) {
      var machine =
          lab.define(
              "{'StartAt':'M','States':{'M':{'Type':'Map','MaxConcurrency':2,'ItemProcessor':{'StartAt':'T','States':{'T':"
                  + CALL
                  + "}},'End':true}}}");
      var execution = lab.start(machine, "[1,2,3,4,5]");
      await().until(() -> inside.get() == 2);
      gate.release(5);
      assertThat(lab.awaitEnd(execution).path("output").asText()).isEqualTo("[1,2,3,4,5]");
      assertThat(most).hasValue(2);
    }
  }

  @Test
  void stoppingReachesTheBranches() {
    var timer = new ManualTimer(false);
    try (var lab = new Lab(call -> Lab.ok("{}"), timer)) {
      var branch = "{'StartAt':'%s','States':{'%s':{'Type':'Wait','Seconds':3600,'End':true}}}";
      var machine =
          lab.define(
              "{'StartAt':'P','States':{'P':{'Type':'Parallel','Branches':["
                  + branch.formatted("A", "A")
                  + ","
                  + branch.formatted("B", "B")
                  + "],'End':true}}}");
      var execution = lab.start(machine, "{}");
      await().until(() -> timer.waiting() == 2);
      lab.call("StopExecution", Json.object().put("executionArn", execution));
      assertThat(lab.eventTypes(execution)).endsWith("ExecutionAborted");
      await().until(() -> timer.waiting() == 0);
    }
  }
}

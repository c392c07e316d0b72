package com.example.orders.local.stepfunctions;

import com.example.orders.local.aws.AwsException;
import com.example.orders.local.aws.AwsService;
import com.example.orders.local.stepfunctions.Execution.Status;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Starts, runs, keeps and stops executions. */
final class Executions implements AutoCloseable {
  private static final long EXPRESS_MAX_SECONDS = 300;

  private final String arnPrefix;
  private final Timer timer;
  private final Services services;
  private final StatusChanges changes;
  private final Map<String, Execution> executions = new ConcurrentHashMap<>();
  private final Map<Execution, Thread> running = new ConcurrentHashMap<>();

  Executions(
      String region,
      String accountId,
      Timer timer,
      RandomGenerator random,
      AwsService aws,
      TaskTokens tokens,
      StatusChanges changes) {
    this.arnPrefix = "arn:aws:states:" + region + ":" + accountId + ":";
    this.timer = timer;
    this.changes = changes;
    this.services = new Services(region, timer, random, new Integrations(aws), tokens, this);
  }

  /** Starts an execution, or gives the running one of the same name and input. */
  synchronized Execution start(
      StateMachine machine, @Nullable String givenName, String inputText, JsonNode input) {
    var name = givenName == null ? Intrinsics.uuid(services.random()) : givenName;
    var arn = arn(machine, name);
    var before = executions.get(arn);
    if (before != null) {
      if (before.standing().status() == Status.RUNNING
          && Values.same(before.start().input(), input)) {
        return before;
      }
      throw new AwsException(
          400, "ExecutionAlreadyExists", "Execution Already Exists: '" + arn + "'");
    }
    var now = timer.now().truncatedTo(ChronoUnit.MILLIS);
    var execution = new Execution(new Execution.Start(arn, name, machine, inputText, input, now));
    executions.put(arn, execution);
    changes.note(execution);
    run(execution);
    return execution;
  }

  private String arn(StateMachine machine, String name) {
    var path = machine.name() + ":" + name;
    return machine.isExpress()
        ? arnPrefix + "express:" + path + ":" + Intrinsics.uuid(services.random())
        : arnPrefix + "execution:" + path;
  }

  private void run(Execution execution) {
    var callOff = limit(execution);
    var thread = Thread.ofVirtual().name(execution.arn()).unstarted(() -> interpret(execution));
    running.put(execution, thread);
    execution
        .finished()
        .thenAccept(
            over -> {
              callOff.run();
              running.remove(over);
              changes.note(over);
            });
    thread.start();
  }

  private Runnable limit(Execution execution) {
    var seconds = execution.machine().definition().timeoutSeconds();
    if (seconds == null && !execution.machine().isExpress()) {
      return () -> {};
    }
    var limit = seconds == null ? EXPRESS_MAX_SECONDS : seconds;
    return timer.at(
        execution.start().at().plusSeconds(limit), () -> end(execution, Status.TIMED_OUT, null));
  }

  private void interpret(Execution execution) {
    var branch = new Branch(execution, timer);
    try {
      var flow = execution.machine().definition().flow();
      var output =
          Json.write(
              new Interpreter(execution, services).run(flow, execution.start().input(), branch));
      execution.finish(timer.now(), branch.lastEventId(), Status.SUCCEEDED, output, null);
    } catch (StatesError e) {
      execution.finish(timer.now(), branch.lastEventId(), Status.FAILED, null, e);
    } catch (InterruptedException | Execution.Over e) {
      // stopped or out of time: whoever did it has written the end
    } catch (RuntimeException | Error e) { // else the execution would run for ever
      var failure = StatesError.of(StatesError.RUNTIME, "Fault of the local Step Functions: " + e);
      execution.finish(timer.now(), branch.lastEventId(), Status.FAILED, null, failure);
    }
  }

  /** Stops an execution; one that is over stays as it is. */
  void stop(Execution execution, @Nullable String error, @Nullable String cause) {
    end(execution, Status.ABORTED, StatesError.of(error, cause));
  }

  private void end(Execution execution, Status status, @Nullable StatesError failure) {
    var thread = running.get(execution);
    var last = execution.events().size();
    if (execution.finish(timer.now(), last, status, null, failure) && thread != null) {
      thread.interrupt();
    }
  }

  Execution get(String arn) {
    var execution = executions.get(arn);
    if (execution == null) {
      throw new AwsException(
          400, "ExecutionDoesNotExist", "Execution Does Not Exist: '" + arn + "'");
    }
    return execution;
  }

  /** The executions of a machine, newest first. */
  List<Execution> of(String machineArn) {
    return executions.values().stream()
        .filter(execution -> execution.machine().arn().equals(machineArn))
        .sorted((a, b) -> order(b).compareTo(order(a)))
        .toList();
  }

  private static String order(Execution execution) {
    return "%020d %s".formatted(execution.start().at().toEpochMilli(), execution.start().name());
  }

  @Override
  public void close() {
    running.values().forEach(Thread::interrupt);
  }
}

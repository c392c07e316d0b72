package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.stepfunctions.Execution.Status;
import org.jspecify.annotations.Nullable;

/** Starts, runs, keeps, stops and redrives executions. */
final class Executions implements AutoCloseable {
  private static final Comparator<Execution> OLDEST_FIRST =
      Comparator.comparingLong((Execution execution) -> execution.start().at().toEpochMilli())
          .thenComparing(execution -> execution.start().name());

  private static final long EXPRESS_MAX_SECONDS = 300;
  private static final Duration STOPPING = Duration.ofSeconds(10);

  private final String arnPrefix;
  private final Timer timer;
  private final Services services;
  private final StatusChanges changes;
  private final Map<String, Execution> executions = new ConcurrentHashMap<>();
  private final Map<Execution, Run> runs = new ConcurrentHashMap<>();
  private final EndedExecutions ended;

  /** The last attempt at an execution, and how far it came. */
  private record Run(Thread thread, Branch branch) {}

  Executions(
      String region,
      String accountId,
      Timer timer,
      RandomGenerator random,
      AwsService aws,
      TaskTokens tokens,
      InvocationGate gate,
      Quotas quotas,
      StatusChanges changes,
      long keptBytes) {
    this.arnPrefix = "arn:aws:states:" + region + ":" + accountId + ":";
    this.timer = timer;
    this.changes = changes;
    this.ended = new EndedExecutions(keptBytes, this::forget);
    this.services =
        new Services(
            region,
            timer,
            random,
            new JsonataExpressions(),
            new Integrations(aws),
            tokens,
            gate,
            quotas,
            this);
  }

  /** Starts an execution, or gives the running one of the same name and input. */
  synchronized Execution start(
      StateMachine machine, @Nullable String givenName, String inputText, JsonNode input) {
    var name = givenName == null ? Intrinsics.uuid(services.random()) : givenName;
    var arn = arn(machine, name);
    var before = executions.get(arn);
    if (before != null
        && before.standing().status() == Status.RUNNING
        && Values.same(before.start().input(), input)) {
      return before;
    }
    if (before != null || ended.had(arn)) {
      throw new AwsException(
          400, "ExecutionAlreadyExists", "Execution Already Exists: '" + arn + "'");
    }
    var now = now();
    var execution = new Execution(new Execution.Start(arn, name, machine, inputText, input, now));
    executions.put(arn, execution);
    changes.note(execution);
    run(execution, new Branch(execution, timer), now);
    return execution;
  }

  private String arn(StateMachine machine, String name) {
    var path = machine.name() + ":" + name;
    return machine.isExpress()
        ? arnPrefix + "express:" + path + ":" + Intrinsics.uuid(services.random())
        : arnPrefix + "execution:" + path;
  }

  /** Lets an unsuccessful execution go on where it ended, and tells since when. */
  Instant redrive(Execution execution, @Nullable String clientToken) {
    var before = redrivenBy(execution, clientToken);
    if (before != null) {
      return before;
    }
    checkRedrivable(execution);
    awaitEnd(lastRun(execution).thread()); // outside of the lock, which every start needs
    return redriveNow(execution, clientToken);
  }

  private synchronized Instant redriveNow(Execution execution, @Nullable String clientToken) {
    var before = redrivenBy(execution, clientToken);
    if (before != null) {
      return before;
    }
    var now = checkRedrivable(execution);
    var run = lastRun(execution);
    execution.redrive(now, clientToken);
    ended.release(execution); // after it runs: its end may be noted only now
    changes.note(execution);
    run(execution, run.branch(), now);
    return now;
  }

  private @Nullable Instant redrivenBy(Execution execution, @Nullable String clientToken) {
    return clientToken == null ? null : execution.redrivenBy(clientToken, now());
  }

  private Instant checkRedrivable(Execution execution) {
    var now = now();
    var obstacle = execution.redriveObstacle(now);
    if (obstacle != null) {
      throw new AwsException(400, "ExecutionNotRedrivable", obstacle);
    }
    return now;
  }

  private Run lastRun(Execution execution) {
    var run = runs.get(execution);
    if (run == null) {
      throw unknown(execution.arn());
    }
    return run;
  }

  private Instant now() {
    return timer.now().truncatedTo(ChronoUnit.MILLIS);
  }

  /** An execution that was stopped is over before its thread is, which may still note things. */
  private static void awaitEnd(Thread thread) {
    try {
      if (thread.join(STOPPING)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new AwsException(500, "InternalFailure", "The execution's last attempt is still ending");
  }

  private void run(Execution execution, Branch branch, Instant from) {
    var callOff = limit(execution, from);
    var thread =
        Thread.ofVirtual().name(execution.arn()).unstarted(() -> interpret(execution, branch));
    runs.put(execution, new Run(thread, branch));
    execution
        .finished()
        .thenAccept(
            over -> {
              callOff.run();
              changes.note(over);
              ended(over);
            });
    thread.start();
  }

  private void ended(Execution execution) {
    if (execution.standing().status() == Status.SUCCEEDED) {
      runs.remove(execution); // nothing will go on from where it is
    }
    ended.keep(execution);
  }

  private void forget(Execution execution) {
    executions.remove(execution.arn());
    runs.remove(execution);
  }

  private Runnable limit(Execution execution, Instant from) {
    var seconds = execution.machine().definition().timeoutSeconds();
    if (seconds == null && !execution.machine().isExpress()) {
      return () -> {};
    }
    var limit = seconds == null ? EXPRESS_MAX_SECONDS : seconds;
    var ended = execution.finished();
    return timer.at(
        from.plusSeconds(limit),
        () -> {
          if (!ended.isDone()) { // else a late timer would end the redrive
            end(execution, Status.TIMED_OUT, 0, null);
          }
        });
  }

  private void interpret(Execution execution, Branch branch) {
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
    var last = execution.events().size();
    end(execution, Status.ABORTED, last, StatesError.of(error, cause));
  }

  private void end(Execution execution, Status status, long last, @Nullable StatesError failure) {
    var run = runs.get(execution);
    if (execution.finish(timer.now(), last, status, null, failure) && run != null) {
      run.thread().interrupt();
    }
  }

  Execution get(String arn) {
    var execution = executions.get(arn);
    if (execution == null) {
      throw unknown(arn);
    }
    return execution;
  }

  private static AwsException unknown(String arn) {
    return new AwsException(
        400, "ExecutionDoesNotExist", "Execution Does Not Exist: '" + arn + "'");
  }

  /** Those executions of a machine that are meant, newest first. */
  List<Execution> of(String machineArn, Predicate<Execution> which) {
    return executions.values().stream()
        .filter(execution -> execution.machine().arn().equals(machineArn))
        .filter(which)
        .sorted(OLDEST_FIRST.reversed())
        .toList();
  }

  @Override
  public void close() {
    runs.values().forEach(run -> run.thread().interrupt());
  }
}

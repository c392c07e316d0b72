package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;

/** AWS Step Functions in memory: its API, and an interpreter of the Amazon States Language. */
public final class StepFunctions implements AwsService, AutoCloseable {
  private static final long KEPT_BYTES = 64L << 20;

  private final Timer timer;
  private final StatusChanges changes;
  private final TaskTokens tokens;
  private final StateMachines machines;
  private final Executions executions;
  private final ExecutionCalls executionCalls;
  private final Quotas quotas;

  /**
   * @param clock gives the times in histories and moves waits and timeouts
   * @param random makes names, tokens and jitter; a seeded one makes them repeatable
   * @param aws where tasks call other services, with the machine's role as principal
   * @param waits the factor of the waits of Wait and Retry; 1 as on AWS
   * @param timeouts the factor of timeouts and heartbeats; 1 as on AWS
   * @param invocations how many tasks may invoke a function at once; the others wait before they
   *     start
   * @param rates how much of it is there
   * @param statusChanges gets the detail of each "Step Functions Execution Status Change" event
   */
  public StepFunctions(
      String region,
      String accountId,
      InstantSource clock,
      RandomGenerator random,
      AwsService aws,
      double waits,
      double timeouts,
      int invocations,
      WorkflowRates rates,
      Consumer<JsonNode> statusChanges) {
    this(
        region,
        accountId,
        new PacedTimer(Timer.following(clock), waits, timeouts),
        random,
        aws,
        new InvocationGate(invocations),
        Quotas.of(rates),
        statusChanges,
        KEPT_BYTES);
  }

  /** As above, with a timer of the caller's: tests jump over waits with one. */
  public StepFunctions(
      String region,
      String accountId,
      Timer timer,
      RandomGenerator random,
      AwsService aws,
      Consumer<JsonNode> statusChanges) {
    this(
        region,
        accountId,
        timer,
        random,
        aws,
        new InvocationGate(Integer.MAX_VALUE),
        statusChanges);
  }

  StepFunctions(
      String region,
      String accountId,
      Timer timer,
      RandomGenerator random,
      AwsService aws,
      InvocationGate gate,
      Consumer<JsonNode> statusChanges) {
    this(region, accountId, timer, random, aws, gate, unlimited(), statusChanges, KEPT_BYTES);
  }

  /** As above, and keeps only so many bytes of executions that are over. */
  StepFunctions(
      String region,
      String accountId,
      Timer timer,
      RandomGenerator random,
      AwsService aws,
      InvocationGate gate,
      Quotas quotas,
      Consumer<JsonNode> statusChanges,
      long keptBytes) {
    RandomGenerator shared =
        () -> {
          synchronized (random) { // most generators are not safe for several threads
            return random.nextLong();
          }
        };
    this.timer = timer;
    this.changes = new StatusChanges(statusChanges);
    this.tokens = new TaskTokens(shared);
    this.machines = new StateMachines(region, accountId, timer, shared);
    this.executions =
        new Executions(
            region, accountId, timer, shared, aws, tokens, gate, quotas, changes, keptBytes);
    this.quotas = quotas;
    this.executionCalls = new ExecutionCalls(machines, executions, quotas, timer);
  }

  private static Quotas unlimited() {
    return Quotas.of(WorkflowRates.unlimited());
  }

  /**
   * What was held back since the start, as CloudWatch's metric ThrottledEvents by its dimension
   * ServiceMetric: {@code StartExecution}, {@code StateTransition}.
   */
  public Map<String, Long> throttledEvents() {
    return quotas.throttledEvents();
  }

  /**
   * Creates or replaces a state machine while a stack is provisioned.
   *
   * @param type {@code STANDARD} or {@code EXPRESS}
   * @return the machine's ARN
   * @throws IllegalArgumentException if AWS would refuse the definition; the message says why
   */
  public String define(String name, String type, JsonNode definition, String roleArn) {
    try {
      return machines.define(name, StateMachine.Type.valueOf(type), definition, roleArn);
    } catch (InvalidDefinition e) {
      throw new IllegalArgumentException("State machine " + name + ": " + e.getMessage(), e);
    }
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    return AwsAnswer.json(Json.write(perform(call.operation(), call.json())));
  }

  private ObjectNode perform(String operation, JsonNode request) {
    return switch (operation) {
      case "CreateStateMachine" -> machines.create(request);
      case "UpdateStateMachine" -> machines.update(request);
      case "DescribeStateMachine" -> machines.describe(request);
      case "ListStateMachines" -> machines.list(request);
      case "DeleteStateMachine" -> machines.delete(request);
      case "StartExecution" -> executionCalls.start(request);
      case "StartSyncExecution" -> executionCalls.startSync(request);
      case "DescribeExecution" -> executionCalls.describe(request);
      case "ListExecutions" -> executionCalls.list(request);
      case "StopExecution" -> executionCalls.stop(request);
      case "RedriveExecution" -> executionCalls.redrive(request);
      case "GetExecutionHistory" -> executionCalls.history(request);
      case "SendTaskSuccess" -> tokens.succeed(request);
      case "SendTaskFailure" -> tokens.fail(request);
      case "SendTaskHeartbeat" -> tokens.beat(request);
      default ->
          throw new AwsException(
              400,
              "UnknownOperationException",
              "The local Step Functions does not offer the action " + operation);
    };
  }

  /** Stops all executions where they stand. */
  @Override
  public void close() {
    executions.close();
    changes.close();
    timer.close();
  }
}

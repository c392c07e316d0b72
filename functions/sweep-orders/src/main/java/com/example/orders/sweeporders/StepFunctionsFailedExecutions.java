package com.example.orders.sweeporders;

import static java.util.Objects.requireNonNullElse;

import java.time.Instant;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * Asks once for each bad end; the newest executions come first, so the older ones need not be read
 * (Step Functions API reference, ListExecutions).
 */
final class StepFunctionsFailedExecutions implements FailedExecutions {
  private static final int PAGE = 100;

  private final SfnClient stepFunctions;
  private final String workflow;

  StepFunctionsFailedExecutions(SfnClient stepFunctions, String workflow) {
    this.stepFunctions = stepFunctions;
    this.workflow = workflow;
  }

  @Override
  public Stream<Ended> failedSince(Instant start) {
    return Stream.of(ExecutionStatus.FAILED, ExecutionStatus.TIMED_OUT, ExecutionStatus.ABORTED)
        .flatMap(status -> endedSo(status, start));
  }

  private Stream<Ended> endedSo(ExecutionStatus status, Instant start) {
    return stepFunctions
        .listExecutionsPaginator(
            request -> request.stateMachineArn(workflow).statusFilter(status).maxResults(PAGE))
        .executions()
        .stream()
        .takeWhile(execution -> !execution.startDate().isBefore(start))
        .map(StepFunctionsFailedExecutions::ended);
  }

  private static Ended ended(ExecutionListItem execution) {
    return new Ended(
        execution.executionArn(),
        execution.statusAsString(),
        requireNonNullElse(execution.redriveCount(), 0),
        requireNonNullElse(execution.stopDate(), execution.startDate()));
  }

  @Override
  public Reason reasonOf(Ended execution) {
    var found = stepFunctions.describeExecution(request -> request.executionArn(execution.arn()));
    return new Reason(found.error(), found.cause());
  }
}

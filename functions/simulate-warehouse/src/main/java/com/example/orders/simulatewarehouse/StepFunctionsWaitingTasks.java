package com.example.orders.simulatewarehouse;

import static java.util.Objects.requireNonNull;

import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.InvalidTokenException;
import software.amazon.awssdk.services.sfn.model.TaskDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;

/** Answers by task token. Faults other than a spent token are the caller's to retry. */
final class StepFunctionsWaitingTasks implements WaitingTasks {
  private final SfnClient stepFunctions;

  StepFunctionsWaitingTasks(SfnClient stepFunctions) {
    this.stepFunctions = requireNonNull(stepFunctions);
  }

  @Override
  public Delivery succeed(TaskToken token, String outputJson) {
    return deliver(
        () -> stepFunctions.sendTaskSuccess(r -> r.taskToken(token.value()).output(outputJson)));
  }

  @Override
  public Delivery fail(TaskToken token, String error, String cause) {
    return deliver(
        () ->
            stepFunctions.sendTaskFailure(
                r -> r.taskToken(token.value()).error(error).cause(cause)));
  }

  @Override
  public Delivery heartbeat(TaskToken token) {
    return deliver(() -> stepFunctions.sendTaskHeartbeat(r -> r.taskToken(token.value())));
  }

  private static Delivery deliver(Runnable call) {
    try {
      call.run();
      return Delivery.DELIVERED;
    } catch (TaskTimedOutException | TaskDoesNotExistException | InvalidTokenException e) {
      return Delivery.NOBODY_WAITS;
    }
  }
}

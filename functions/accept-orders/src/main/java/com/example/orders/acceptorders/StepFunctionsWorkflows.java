package com.example.orders.acceptorders;

import com.example.orders.order.OrderKey;
import java.time.Duration;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;

/**
 * Name and input are derived from the key alone: StartExecution is idempotent only for the same
 * name with the very same bytes of input (Step Functions API reference, StartExecution).
 */
final class StepFunctionsWorkflows implements Workflows {
  private final SfnClient stepFunctions;
  private final String stateMachine;

  StepFunctionsWorkflows(SfnClient stepFunctions, String stateMachine) {
    this.stepFunctions = stepFunctions;
    this.stateMachine = stateMachine;
  }

  @Override
  public void start(OrderKey key, Duration callTimeout) {
    try {
      stepFunctions.startExecution(
          request ->
              request
                  .stateMachineArn(stateMachine)
                  .name(key.executionName())
                  .input(key.executionInput())
                  .overrideConfiguration(limits -> limits.apiCallTimeout(callTimeout)));
    } catch (ExecutionAlreadyExistsException e) {
      // It ran before and has ended: what was to be started has been.
    }
  }
}

package com.example.orders.replayfailures;

import static java.util.Objects.requireNonNullElse;

import com.example.orders.lambda.AwsClients;
import com.example.orders.order.OrderKey;
import java.util.Optional;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionNotRedrivableException;
import software.amazon.awssdk.services.sfn.model.ExecutionRedriveStatus;

/** The executions of one state machine. */
final class StepFunctionsExecutions implements Executions {
  private final SfnClient stepFunctions;
  private final String stateMachine;

  StepFunctionsExecutions(SfnClient stepFunctions, String stateMachine) {
    this.stepFunctions = stepFunctions;
    this.stateMachine = stateMachine;
  }

  static StepFunctionsExecutions of(String stateMachine) {
    return new StepFunctionsExecutions(AwsClients.build(SfnClient.builder()), stateMachine);
  }

  @Override
  public Optional<Execution> find(String name) {
    var arn = stateMachine.replace(":stateMachine:", ":execution:") + ":" + name;
    try {
      var found = stepFunctions.describeExecution(r -> r.executionArn(arn));
      return Optional.of(
          new Execution(
              name,
              arn,
              status(found),
              found.redriveStatus() == ExecutionRedriveStatus.REDRIVABLE
                  && requireNonNullElse(found.redriveCount(), 0) == 0,
              requireNonNullElse(found.error(), "")));
    } catch (ExecutionDoesNotExistException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> start(String name, OrderKey order) {
    try {
      return Optional.of(
          stepFunctions
              .startExecution(
                  r -> r.stateMachineArn(stateMachine).name(name).input(order.executionInput()))
              .executionArn());
    } catch (ExecutionAlreadyExistsException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean redrive(Execution execution, String token) {
    try {
      stepFunctions.redriveExecution(r -> r.executionArn(execution.arn()).clientToken(token));
      return true;
    } catch (ExecutionNotRedrivableException e) {
      return false;
    }
  }

  private static Status status(DescribeExecutionResponse found) {
    return switch (found.statusAsString()) {
      case "SUCCEEDED" -> Status.SUCCEEDED;
      case "FAILED", "TIMED_OUT", "ABORTED" -> Status.UNSUCCESSFUL;
      default -> Status.RUNNING; // an unknown one is left alone
    };
  }
}

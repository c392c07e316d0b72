package com.example.orders.simulatewarehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import com.example.orders.simulatewarehouse.WaitingTasks.Delivery;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.Answers;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.InvalidTokenException;
import software.amazon.awssdk.services.sfn.model.SendTaskFailureRequest;
import software.amazon.awssdk.services.sfn.model.SendTaskFailureResponse;
import software.amazon.awssdk.services.sfn.model.SendTaskHeartbeatRequest;
import software.amazon.awssdk.services.sfn.model.SendTaskHeartbeatResponse;
import software.amazon.awssdk.services.sfn.model.SendTaskSuccessRequest;
import software.amazon.awssdk.services.sfn.model.SendTaskSuccessResponse;
import software.amazon.awssdk.services.sfn.model.SfnException;
import software.amazon.awssdk.services.sfn.model.TaskDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;

class StepFunctionsWaitingTasksTest {
  private static final TaskToken TOKEN = new TaskToken("token-1");

  /** The consumer forms of the calls are default methods and run for real. */
  private final SfnClient stepFunctions = mock(SfnClient.class, Answers.CALLS_REAL_METHODS);

  private final WaitingTasks tasks = new StepFunctionsWaitingTasks(stepFunctions);

  @Test
  void sendsEachAnswerToItsToken() {
    doReturn(SendTaskSuccessResponse.builder().build())
        .when(stepFunctions)
        .sendTaskSuccess(any(SendTaskSuccessRequest.class));
    doReturn(SendTaskFailureResponse.builder().build())
        .when(stepFunctions)
        .sendTaskFailure(any(SendTaskFailureRequest.class));
    doReturn(SendTaskHeartbeatResponse.builder().build())
        .when(stepFunctions)
        .sendTaskHeartbeat(any(SendTaskHeartbeatRequest.class));

    assertThat(tasks.succeed(TOKEN, "{}")).isEqualTo(Delivery.DELIVERED);
    assertThat(tasks.fail(TOKEN, "Warehouse.Refused", "why")).isEqualTo(Delivery.DELIVERED);
    assertThat(tasks.heartbeat(TOKEN)).isEqualTo(Delivery.DELIVERED);

    verify(stepFunctions)
        .sendTaskSuccess(
            SendTaskSuccessRequest.builder().taskToken("token-1").output("{}").build());
    verify(stepFunctions)
        .sendTaskFailure(
            SendTaskFailureRequest.builder()
                .taskToken("token-1")
                .error("Warehouse.Refused")
                .cause("why")
                .build());
    verify(stepFunctions)
        .sendTaskHeartbeat(SendTaskHeartbeatRequest.builder().taskToken("token-1").build());
  }

  static Stream<SfnException> finalFaults() {
    return Stream.of(
        TaskTimedOutException.builder().message("timed out").build(),
        TaskDoesNotExistException.builder().message("gone").build(),
        InvalidTokenException.builder().message("invalid").build());
  }

  @ParameterizedTest
  @MethodSource("finalFaults")
  void aSpentTokenMeansThatNobodyWaits(SfnException fault) {
    doThrow(fault).when(stepFunctions).sendTaskSuccess(any(SendTaskSuccessRequest.class));
    doThrow(fault).when(stepFunctions).sendTaskFailure(any(SendTaskFailureRequest.class));
    doThrow(fault).when(stepFunctions).sendTaskHeartbeat(any(SendTaskHeartbeatRequest.class));

    assertThat(tasks.succeed(TOKEN, "{}")).isEqualTo(Delivery.NOBODY_WAITS);
    assertThat(tasks.fail(TOKEN, "Warehouse.Refused", "why")).isEqualTo(Delivery.NOBODY_WAITS);
    assertThat(tasks.heartbeat(TOKEN)).isEqualTo(Delivery.NOBODY_WAITS);
  }

  @Test
  void anyOtherFaultIsPassedOn() {
    var throttled = SfnException.builder().message("throttled").statusCode(400).build();
    doThrow(throttled).when(stepFunctions).sendTaskSuccess(any(SendTaskSuccessRequest.class));

    assertThatThrownBy(() -> tasks.succeed(TOKEN, "{}")).isSameAs(throttled);
  }
}

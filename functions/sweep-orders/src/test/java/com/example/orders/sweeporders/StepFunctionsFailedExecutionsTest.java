package com.example.orders.sweeporders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.example.orders.sweeporders.FailedExecutions.Ended;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentMatchers;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.ListExecutionsRequest;
import software.amazon.awssdk.services.sfn.model.ListExecutionsResponse;
import software.amazon.awssdk.services.sfn.paginators.ListExecutionsIterable;

class StepFunctionsFailedExecutionsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final SfnClient client = mock(SfnClient.class);

  @BeforeEach
  void answer() {
    when(client.listExecutionsPaginator(
            ArgumentMatchers.<Consumer<ListExecutionsRequest.Builder>>any()))
        .thenCallRealMethod();
    when(client.listExecutionsPaginator(any(ListExecutionsRequest.class)))
        .thenAnswer(call -> new ListExecutionsIterable(client, call.getArgument(0)));
  }

  @Test
  void readsEachBadEndNewestFirstUntilItIsTooOld() {
    when(client.listExecutions(any(ListExecutionsRequest.class)))
        .thenAnswer(
            call -> {
              ListExecutionsRequest request = call.getArgument(0);
              assertThat(request.stateMachineArn()).isEqualTo("machine");
              return switch (request.statusFilter()) {
                case FAILED -> page(item("a", 60), item("b", 0), item("c", -1));
                case TIMED_OUT -> page(item("d", 5));
                default -> page();
              };
            });

    assertThat(
            new StepFunctionsFailedExecutions(client, "machine").failedSince(NOON).map(Ended::name))
        .containsExactly("a", "b", "d");
  }

  private static ListExecutionsResponse page(ExecutionListItem... items) {
    return ListExecutionsResponse.builder().executions(List.of(items)).build();
  }

  private static ExecutionListItem item(String name, int seconds) {
    return ExecutionListItem.builder()
        .executionArn("arn:execution:" + name)
        .status(ExecutionStatus.FAILED)
        .startDate(NOON.plusSeconds(seconds))
        .stopDate(NOON.plusSeconds(seconds + 1))
        .build();
  }
}

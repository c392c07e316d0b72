package com.example.orders.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderKeyTest {
  private static final String ID = "0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a";

  @Test
  void theLongestExecutionNameFitsStepFunctions() {
    assertThat(OrderKey.of("c".repeat(36), ID).executionName()).hasSize(73);
  }

  @Test
  void groupAndNameHoldBothParts() {
    var key = OrderKey.of("acme", ID);
    assertThat(key.messageGroup()).isEqualTo("acme#" + ID);
    assertThat(key.executionName()).isEqualTo("acme-" + ID);
  }

  @Test
  void theOrderIsReadFromTheNameOfEachOfItsExecutions() {
    var key = OrderKey.of("a-cme", ID);
    assertThat(key.executionName(0)).isEqualTo(key.executionName());
    assertThat(key.executionName(12)).isEqualTo("a-cme-" + ID + "-r12");
    assertThat(OrderKey.ofExecution(key.executionName(0))).contains(key);
    assertThat(OrderKey.ofExecution(key.executionName(12))).contains(key);
    assertThat(OrderKey.ofExecution("by-hand")).isEmpty();
    assertThat(OrderKey.ofExecution(ID)).isEmpty();
  }

  @Test
  void anExecutionTellsWhichReplayItIs() {
    var key = OrderKey.of("acme", ID);
    var arn = "arn:aws:states:us-east-1:000000000000:execution:w:";

    assertThat(OrderKey.replayOfExecution(key.executionName())).isZero();
    assertThat(OrderKey.replayOfExecution(key.executionName(7))).isEqualTo(7);
    assertThat(OrderKey.replayOfExecution(arn + key.executionName(OrderKey.LAST_REPLAY)))
        .isEqualTo(OrderKey.LAST_REPLAY);
    assertThat(OrderKey.replayOfExecution(arn + "by-hand-r9")).isZero();
    assertThat(OrderKey.replayOfExecution("https://queue")).isZero();
    var longest = new OrderKey(new CustomerId("x".repeat(36)), new OrderId(ID));
    assertThat(longest.executionName(OrderKey.LAST_REPLAY)).hasSizeLessThanOrEqualTo(80);
  }

  @Test
  void anExecutionsInputIsTheTwoIds() {
    assertThat(OrderKey.of("acme", ID).executionInput())
        .isEqualTo("{\"customer\":\"acme\",\"orderId\":\"" + ID + "\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0198F1D2-6C7E-7C43-9A51-1F0E2D3C4B5A",
        "0198f1d26c7e7c439a511f0e2d3c4b5a",
        "198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a",
        "0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a\n",
        ""
      })
  void onlyTheCanonicalUuidIsAnOrderId(String id) {
    assertThatIllegalArgumentException().isThrownBy(() -> new OrderId(id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a#b", "a b", "ä", "1234567890123456789012345678901234567"})
  void aCustomerThatWouldNotFitADerivedNameIsRefused(String customer) {
    assertThatIllegalArgumentException().isThrownBy(() -> new CustomerId(customer));
  }
}

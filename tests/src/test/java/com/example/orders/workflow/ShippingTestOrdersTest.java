package com.example.orders.workflow;

import static com.example.orders.workflow.Step.CHARGE;
import static com.example.orders.workflow.Step.CONFIRM;
import static com.example.orders.workflow.Step.PUBLISH_CONFIRMED;
import static com.example.orders.workflow.Step.RESERVE;
import static com.example.orders.workflow.Step.SHIP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShippingTestOrdersTest {

  /** What was reserved before there were test orders does not say that it is none. */
  @ParameterizedTest
  @CsvSource({
    "'', SHIP",
    "'\"test\":false,', SHIP",
    "'\"test\":null,', SHIP",
    "'\"test\":\"true\",', SHIP",
    "'\"test\":true,', SHIP_TEST"
  })
  void onlyAReservationThatSaysSoShipsNothing(String test, String type) {
    var reserved =
        new Behaviour.Answers(
            "{\"total\":1,\"currency\":\"EUR\",\"lines\":[{\"sku\":\"MUG\",\"quantity\":1}],"
                + test
                + "\"version\":2}");

    var run = WorkflowRun.of(Map.of(RESERVE, List.of(reserved)));

    assertThat(run.calls()).containsExactly(RESERVE, CHARGE, SHIP, CONFIRM, PUBLISH_CONFIRMED);
    assertThat(run.messages()).hasSize(1);
    assertThat(run.messages().getFirst().path("type").asText()).isEqualTo(type);
  }
}

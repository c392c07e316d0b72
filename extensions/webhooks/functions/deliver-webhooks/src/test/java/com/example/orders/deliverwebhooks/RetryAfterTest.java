package com.example.orders.deliverwebhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|PT0S",
        "120|PT2M",
        "28800|PT8H",
        "28801|PT8H",
        "999999999|PT8H",
        "Mon, 30 Nov 2026 12:00:30 GMT|PT30S",
        "Tue, 30 Nov 2027 12:00:00 GMT|PT8H"
      })
  void readsSecondsAndDatesAndLeavesNobodyAloneForLonger(String text, Duration wait) {
    assertThat(RetryAfter.of(text, NOW)).isEqualTo(wait);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 5",
        "-1",
        "+5",
        "1.5",
        "soon",
        "9999999999",
        "\u0665",
        "Mon, 30 Nov 2026 11:59:59 GMT",
        "2026-11-30T12:00:30Z"
      })
  void aTextThatSaysNothingOfUseIsNone(String text) {
    assertThat(RetryAfter.of(text, NOW)).isNull();
  }
}

package com.example.orders.deliverwebhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

  @ParameterizedTest
  @CsvSource({"0.0, PT48S", "0.5, PT1M", "0.999999, PT1M12S"})
  void spreadsAWaitByAFifth(double random, Duration wait) {
    assertThat(Schedule.of("60", () -> random).waitAfter(1)).contains(wait);
  }

  @Test
  void hasNoWaitAfterTheLastAttempt() {
    var schedule = Schedule.of("1, 2", () -> 0.5);

    assertThat(schedule.waitAfter(2)).contains(Duration.ofSeconds(2));
    assertThat(schedule.waitAfter(3)).isEmpty();
  }

  @Test
  void asksForAChallengeThreeTimesWhateverTheWaitsAre() {
    var schedule = Schedule.of("1", () -> 0.5).ofChallenges();

    assertThat(schedule.waitAfter(1)).contains(Duration.ofSeconds(5));
    assertThat(schedule.waitAfter(2)).contains(Duration.ofSeconds(60));
    assertThat(schedule.waitAfter(3)).isEmpty();
  }

  /** The function does not start: better than a message that no time-out of SQS can hide. */
  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0", "-1", "1.5", "32401", "1,1,1,1,1,1,1,1,1"})
  void refusesWaitsThatTheQueueCannotKeep(String seconds) {
    assertThatThrownBy(() -> Schedule.of(seconds, () -> 0.5))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

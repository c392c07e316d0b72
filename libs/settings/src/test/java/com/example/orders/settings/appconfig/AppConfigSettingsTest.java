package com.example.orders.settings.appconfig;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class AppConfigSettingsTest {
  private static final Settings DEPLOYED = Settings.DEFAULT.withRetryBudgetPercent(20);
  private static final Duration OLDEST = Duration.ofSeconds(60);

  private final Deque<Supplier<String>> answers = new ArrayDeque<>();
  private Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private int polls;
  private int unread;
  private final AppConfigSettings settings =
      new AppConfigSettings(this::poll, DEPLOYED, OLDEST, () -> now, () -> unread++);

  private String poll() {
    polls++;
    return answers.isEmpty() ? "" : answers.remove().get();
  }

  @Test
  void aThousandInvocationsPollOnceInTheirAge() {
    answers.add(() -> budget(5));
    for (var i = 0; i < 1_000; i++) {
      assertThat(settings.now().retryBudgetPercent()).isEqualTo(5);
      now = now.plusMillis(59);
    }
    assertThat(polls).isEqualTo(1);
    now = now.plus(OLDEST);
    answers.add(() -> budget(7));
    assertThat(settings.now().retryBudgetPercent()).isEqualTo(7);
    assertThat(polls).isEqualTo(2);
  }

  @Test
  void fault34_aSourceThatFailsCostsOneCallInTheirAgeAndNoOrder() {
    for (var i = 0; i < 100; i++) {
      answers.add(this::lost);
    }
    for (var i = 0; i < 100; i++) {
      assertThat(settings.now()).isEqualTo(DEPLOYED);
      now = now.plusSeconds(6);
    }
    assertThat(polls).isEqualTo(10);
    assertThat(unread).isEqualTo(10);
  }

  @Test
  void whatWasGoodLastHoldsWhileWhatComesIsBad() {
    answers.add(() -> budget(5));
    answers.add(() -> "not JSON");
    answers.add(() -> budget(101));
    answers.add(this::lost);
    answers.add(() -> "");
    answers.add(() -> null);
    for (var i = 0; i < 6; i++) {
      assertThat(settings.now().retryBudgetPercent()).isEqualTo(5);
      now = now.plus(OLDEST);
    }
    assertThat(unread).isEqualTo(3);
    answers.add(() -> "{\"retries\":{\"enabled\":false}}");
    assertThat(settings.now()).isEqualTo(DEPLOYED);
  }

  private static String budget(int percent) {
    return "{\"retries\":{\"enabled\":true,\"budgetPercent\":%d}}".formatted(percent);
  }

  private String lost() {
    throw new IllegalStateException("no answer");
  }
}

package com.example.orders.breaker;

import static com.example.orders.settings.BreakerSettings.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.breaker.Breakers.Watched;
import com.example.orders.breaker.SharedBreaker.Call;
import com.example.orders.breaker.SharedBreaker.Probe;
import com.example.orders.breaker.SharedBreaker.Refused;
import com.example.orders.settings.BreakerSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Several environments over one item. */
class SharedBreakerTest {
  private static final Duration QUICK = Duration.ofMillis(30);

  private static Breakers breakers;

  private Instant now = Instant.parse("2026-11-21T03:15:00Z");
  private BreakerSettings settings = DEFAULT;
  private final Watched store =
      new Watched(breakers.store("dependency-" + UUID.randomUUID(), () -> now));
  private final SharedBreaker one = environment();
  private final SharedBreaker other = environment();

  @BeforeAll
  static void start() {
    breakers = new Breakers();
  }

  @AfterAll
  static void stop() {
    breakers.close();
  }

  @Test
  void opensForAllOnceHalfOfItsLatestCallsFailed() {
    for (var call = 1; call < DEFAULT.minimumCalls(); call++) {
      assertThat(fails(one)).as("failure %d", call).isFalse();
    }
    assertThat(other.takesCalls()).isTrue();

    assertThat(fails(one)).isTrue();

    assertThat(one.permit()).isEqualTo(new Refused());
    assertThat(other.permit()).as("what it has read holds").isEqualTo(new Call());
    pass(DEFAULT.refresh());
    assertThat(other.permit()).isEqualTo(new Refused());
    assertThat(other.takesCalls()).isFalse();
  }

  @Test
  void staysClosedWhileMoreThanHalfAnswer() {
    for (var round = 0; round < 20; round++) {
      works(one);
      works(one);
      assertThat(fails(one)).isFalse();
    }
    assertThat(one.takesCalls()).isTrue();
  }

  @Test
  void aSlowAnswerCountsAsNone() {
    for (var call = 0; call < DEFAULT.minimumCalls(); call++) {
      one.succeeded(one.permit(), DEFAULT.slowCall());
    }
    assertThat(one.takesCalls()).isFalse();
  }

  @Test
  void aFailureThatFindsItOpenedByAnotherSaysSo() {
    var late = other.permit();
    open(one);
    pass(DEFAULT.refresh());
    assertThat(other.takesCalls()).isFalse();

    assertThat(other.failed(late, QUICK)).isTrue();
  }

  @Test
  void whenItsTimeHasComeOneProbesAndTheOthersWait() {
    open(one);
    pass(DEFAULT.openFor());

    assertThat(one.takesCalls()).isTrue();
    assertThat(one.permit()).isInstanceOf(Probe.class);
    assertThat(other.permit()).isEqualTo(new Refused());
    assertThat(one.permit()).isEqualTo(new Refused());
  }

  @Test
  void aProbeThatIsAnsweredClosesItForAll() {
    open(one);
    pass(DEFAULT.openFor());

    one.succeeded(one.permit(), QUICK);

    assertThat(one.permit()).isEqualTo(new Call());
    assertThat(other.permit()).isEqualTo(new Call());
    assertThat(fails(one)).as("what failed before it opened is forgotten").isFalse();
  }

  @Test
  void aProbeThatFailsOrIsSlowKeepsItOpen() {
    open(one);
    pass(DEFAULT.openFor());
    assertThat(one.failed(one.permit(), QUICK)).isTrue();
    assertThat(one.permit()).isEqualTo(new Refused());

    pass(DEFAULT.openFor());
    one.succeeded(one.permit(), DEFAULT.slowCall());
    assertThat(one.permit()).isEqualTo(new Refused());
  }

  @Test
  void aProbeThatDiesIsReplacedWhenItsLeaseIsOver() {
    open(one);
    pass(DEFAULT.openFor());
    var dead = one.permit();

    pass(DEFAULT.probeLease());
    assertThat(other.permit()).isInstanceOf(Probe.class);
    one.succeeded(dead, QUICK);
    assertThat(one.permit()).as("its lease was over").isEqualTo(new Refused());
  }

  @Test
  void readsAtMostOnceInAnInterval() {
    for (var second = 0; second < 60; second++) {
      for (var call = 0; call < 10; call++) {
        one.takesCalls();
        works(one);
      }
      pass(Duration.ofSeconds(1));
    }
    assertThat(store.reads()).isEqualTo(12);
  }

  @Test
  void aStoreThatIsDownHoldsNoCallBack() {
    store.down(true);
    for (var call = 0; call < 20; call++) {
      assertThat(fails(one)).isFalse();
    }
    assertThat(one.permit()).isEqualTo(new Call());
    assertThat(store.reads()).as("a failed read is this interval's read").isEqualTo(1);
  }

  @Test
  void aStoreThatFailsLaterHoldsCallsBackForNoLongerThanItSaid() {
    open(one);
    store.down(true);
    pass(DEFAULT.refresh());
    assertThat(one.permit()).isEqualTo(new Refused());

    pass(DEFAULT.openFor());
    assertThat(one.permit()).isEqualTo(new Call());
  }

  @Test
  void newSettingsHoldFromTheNextCallOn() {
    fails(one);
    settings = new BreakerSettings(4, 2, 50, QUICK, DEFAULT.openFor(), DEFAULT.probeLease(), QUICK);

    assertThat(fails(one)).as("it counts anew").isFalse();
    assertThat(fails(one)).isTrue();
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    var tooShort = Duration.ofSeconds(15);
    assertThatThrownBy(() -> new BreakerSettings(10, 5, 50, QUICK, QUICK, tooShort, QUICK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("probeLease");
    assertThatThrownBy(() -> new BreakerSettings(4, 5, 50, QUICK, QUICK, tooShort, QUICK))
        .hasMessageContaining("minimumCalls <= window");
  }

  private SharedBreaker environment() {
    return new SharedBreaker(store, () -> settings, () -> now);
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private static void open(SharedBreaker breaker) {
    for (var call = 0; call < DEFAULT.minimumCalls(); call++) {
      fails(breaker);
    }
  }

  private static boolean fails(SharedBreaker breaker) {
    return breaker.failed(breaker.permit(), QUICK);
  }

  private static void works(SharedBreaker breaker) {
    breaker.succeeded(breaker.permit(), QUICK);
  }
}

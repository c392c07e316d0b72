package com.example.orders.lambda;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallTimerTest {
  private final ScheduledThreadPoolExecutor timer = CallTimer.start();

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  @Test
  void aCallsTimerIsNotTheNextOneAndIsGoneWhenTheCallEnds() {
    var next = timer.getQueue().peek();
    var call = timer.schedule(() -> {}, 1, HOURS);

    assertThat(timer.getQueue()).hasSize(2);
    assertThat(timer.getQueue().peek()).isSameAs(next);

    call.cancel(false);
    assertThat(timer.getQueue()).hasSize(1);
    assertThat(timer.getQueue().peek()).isSameAs(next);
  }

  @Test
  void whatIsDueSoonerRunsInTime() throws InterruptedException {
    var done = new CountDownLatch(1);
    timer.schedule(done::countDown, 1, MILLISECONDS);

    assertThat(done.await(10, SECONDS)).isTrue();
  }
}

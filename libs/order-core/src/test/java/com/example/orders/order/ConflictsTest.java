package com.example.orders.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.order.Order.Conflict;
import com.example.orders.order.Order.Conflicts;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConflictsTest {

  @Test
  void countsAllAndKeepsTheLastFive() {
    var conflicts = Conflicts.NONE;
    for (int i = 0; i < 8; i++) {
      conflicts = conflicts.with(conflict(i));
    }
    assertThat(conflicts.count()).isEqualTo(8);
    assertThat(conflicts.last())
        .containsExactlyElementsOf(
            IntStream.range(3, 8).mapToObj(ConflictsTest::conflict).toList());
  }

  @Test
  void knowsAMessageThatComesAgain() {
    var conflicts = Conflicts.NONE.with(conflict(1));
    assertThat(conflicts.hold(conflict(1))).isTrue();
    assertThat(conflicts.hold(conflict(2))).isFalse();
  }

  private static Conflict conflict(int second) {
    return new Conflict(Instant.ofEpochSecond(second), "hash");
  }
}

package com.example.orders.proof;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlansTest {
  private static final int ORDERS = 500;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 42})
  void everySeedHasTestOrdersThatEndWellAndOthersThatDoNot(long seed) {
    var tests = Plans.draw(seed, ORDERS).stream().map(Plan::basket).filter(Basket::isTest).toList();

    assertThat(tests).hasSizeBetween(ORDERS / 40, ORDERS / 20);
    assertThat(tests).anyMatch(Basket::mayHappen).anyMatch(test -> !test.mayHappen());
  }

  /** So that the account, to which a notification falls back, is proven as often as e-mail. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 42})
  void everySeedNotifiesByBothChannels(long seed) {
    var byEmail =
        Plans.draw(seed, ORDERS).stream()
            .filter(plan -> plan.basket().body().contains("\"email\""))
            .count();

    assertThat(byEmail).isBetween(ORDERS / 5L, ORDERS * 4L / 5);
  }
}

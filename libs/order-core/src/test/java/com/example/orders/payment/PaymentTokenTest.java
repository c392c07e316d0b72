package com.example.orders.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PaymentTokenTest {

  @Test
  void neverShowsItsValue() {
    assertThat(new PaymentToken("tok_secret")).hasToString("tok_***");
  }

  @Test
  void refusesABlankValue() {
    assertThatIllegalArgumentException().isThrownBy(() -> new PaymentToken(" "));
  }
}

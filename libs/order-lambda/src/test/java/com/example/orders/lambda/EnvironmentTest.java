package com.example.orders.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

  @Test
  void onlyAStackForTryingThatSaysSoTakesExperiments() {
    assertThat(Environment.takesExperiments(Map.of("CHAOS", "on", "STAGE", "dev"))).isTrue();
    assertThat(Environment.takesExperiments(Map.of("CHAOS", "on", "STAGE", "prod"))).isFalse();
    assertThat(Environment.takesExperiments(Map.of("CHAOS", "off", "STAGE", "dev"))).isFalse();
    assertThat(Environment.takesExperiments(Map.of("CHAOS", "on"))).isFalse();
    assertThat(Environment.takesExperiments(Map.of())).isFalse();
  }
}

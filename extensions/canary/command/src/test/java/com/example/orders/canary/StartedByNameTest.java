package com.example.orders.canary;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Extensions;
import com.example.orders.cli.Project;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A canary places orders as long as it runs, so nobody gets it who does not name it. */
class StartedByNameTest {
  private final Extensions all = Extensions.of(Project.find());

  @Test
  void itIsNotInUseUntilItIsNamed() {
    assertThat(all.names()).contains("canary");
    assertThat(all.chosen("all", Set.of()).names()).doesNotContain("canary").isNotEmpty();
    assertThat(all.chosen("canary").names()).containsExactly("canary");
  }
}

package com.example.orders.howto;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.howto.Patch.Touched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pages claim of their patches; that they work is held by {@link WorkedExamplesIT}. */
class WorkedExamplesTest {

  @Test
  void aFieldTouchesAtMostEightProductionFiles() {
    assertThat(new Patch("add-a-field").touched().stream().filter(Touched::isProduction))
        .isNotEmpty()
        .hasSizeLessThanOrEqualTo(8);
  }

  @Test
  void aStepTouchesAtMostTenFilesThatAreThereAlready() {
    var touched = new Patch("add-a-step").touched();
    assertThat(touched).anyMatch(Touched::isNew);
    assertThat(touched.stream().filter(file -> !file.isNew()))
        .isNotEmpty()
        .hasSizeLessThanOrEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"add-a-field", "add-a-step"})
  void thePageNamesEveryFileOfItsPatch(String name) {
    var patch = new Patch(name);
    var page = patch.page();
    assertThat(patch.touched()).extracting(Touched::path).allMatch(path -> page.contains(path));
  }
}

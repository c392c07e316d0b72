package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountsFileTest {
  @TempDir Path folder;

  @BeforeEach
  void writeTheFile() throws IOException {
    Files.writeString(
        folder.resolve("counts.json"),
        """
        {"paths": {"happy": {"measured": {"readUnits": 4, "writeUnits": 24}, "observed": {"logBytes": 9}}}}
        """);
  }

  @Test
  void whatIsObservedIsNotCompared() {
    assertThatCode(() -> check(Map.of("readUnits", 4.0, "writeUnits", 24.0)))
        .doesNotThrowAnyException();
  }

  @Test
  void aReadMoreIsNamed() {
    assertThatThrownBy(() -> check(Map.of("readUnits", 4.5, "writeUnits", 24.0)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("of happy", "make cost", "4.5");
  }

  @Test
  void aCountThatTheFileDoesNotHaveIsNamed() {
    assertThatThrownBy(
            () -> check(Map.of("readUnits", 4.0, "writeUnits", 24.0, "customEvents", 1.0)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("customEvents");
  }

  private void check(Map<String, Double> measured) throws IOException {
    new CountsFile(folder.resolve("counts.json"))
        .check("paths", "happy", () -> new Usage(measured, Map.of("logBytes", 1_000.0)));
  }
}

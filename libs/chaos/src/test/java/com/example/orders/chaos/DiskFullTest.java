package com.example.orders.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFullTest {
  private static final long MEGABYTE = 1024 * 1024;

  @TempDir Path folder;

  @Test
  void leavesTheLastMegabyteAndGivesAllBack() throws IOException {
    var disk = new DiskFull(folder, () -> 4 * MEGABYTE - used());
    disk.fill();
    assertThat(used()).isEqualTo(3 * MEGABYTE);
    disk.fill();
    assertThat(used()).isEqualTo(3 * MEGABYTE);
    disk.empty();
    assertThat(used()).isZero();
    disk.empty();
  }

  @Test
  void leavesADiskAloneThatIsNoFunctions() throws IOException {
    new DiskFull(folder, () -> 513 * MEGABYTE).fill();
    assertThat(used()).isZero();
  }

  private long used() {
    try (var files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

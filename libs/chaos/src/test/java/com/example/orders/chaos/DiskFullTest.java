package com.example.orders.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
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

  /** What {@code df} shows of a function's /tmp: it is filled, in another call than the first. */
  @Test
  void goesOnWhereAnInterruptedCallStopped() throws IOException {
    Files.write(folder.resolve("chaos.ballast"), new byte[(int) MEGABYTE]);
    new DiskFull(folder, () -> 4 * MEGABYTE - used()).fill();
    assertThat(used()).isEqualTo(3 * MEGABYTE);
  }

  @Test
  void takesTheScratchDiskOfAFunctionAndNoLargerOne() throws IOException {
    var rooms = new ArrayDeque<>(List.of(514 * MEGABYTE, 514 * MEGABYTE, 0L));
    new DiskFull(folder, rooms::remove).fill();
    assertThat(used()).isEqualTo(MEGABYTE);

    var own = Files.createDirectory(folder.resolve("own"));
    new DiskFull(own, () -> 641 * MEGABYTE).fill();
    assertThat(own).isEmptyDirectory();
  }

  private long used() {
    try (var files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package com.example.orders.benchmarks.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What of a start can be counted. Each count may be a little less than what is written here; one
 * that has become much less is to be written down, so that it does not rise again.
 */
class ConsumerSizesIT {
  private static final long CLASSES = 3_790;
  private static final long CLASSES_LATER = 20;
  private static final long ZIP_BYTES = 8_900_000;

  @TempDir Path folder;

  /** Other builds of the JDK have some classes more or less in their archive. */
  @Test
  void aColdStartLoadsNoMoreClasses() throws Exception {
    assertThat(loaded(Contender.ours()).all()).isBetween(CLASSES - 90, CLASSES);
  }

  /** All others were loaded before the snapshot: see {@code Primed}. */
  @Test
  void theFirstOrderAfterARestoreLoadsHardlyAnyClass() throws Exception {
    var primed = Contender.ours().as("primed", Contender.Kind.PRIMED);
    assertThat(loaded(primed).byTheOrder()).isBetween(1L, CLASSES_LATER);
  }

  @Test
  void theZipIsNoLarger() throws Exception {
    var task = TaskFolder.of(Contender.ours().code(), folder);
    assertThat(task.zipBytes()).isBetween(ZIP_BYTES - 300_000, ZIP_BYTES);
  }

  private LoadedClasses loaded(Contender contender) throws Exception {
    var task = TaskFolder.of(contender.code(), folder);
    return LoadedClasses.of(contender, new RuntimeCommand(folder), task);
  }
}

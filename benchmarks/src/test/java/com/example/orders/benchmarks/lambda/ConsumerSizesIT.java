package com.example.orders.benchmarks.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What of a start can be counted, with room for other builds of the JDK, which have other classes
 * in their archive and another zlib. What has become much less is to be written down here, so that
 * it does not rise again.
 */
class ConsumerSizesIT {
  private static final long CLASSES = 3_900;
  private static final long CLASSES_LATER = 20;
  private static final long ZIP_BYTES = 9_100_000;

  @TempDir Path folder;

  @Test
  void aColdStartLoadsNoMoreClasses() throws Exception {
    assertThat(loaded(Contender.ours()).all()).isBetween(CLASSES - 250, CLASSES);
  }

  /** All others were loaded before the snapshot: see {@code Primed}. */
  @Test
  void theFirstOrderAfterARestoreLoadsHardlyAnyClass() throws Exception {
    var primed = Contender.ours().as("primed", Contender.Kind.PRIMED);
    assertThat(loaded(primed).byTheOrder()).isBetween(1L, CLASSES_LATER);
    assertThat(Files.readString(folder.resolve("primed.classes")))
        .as("AWS is called over TLS, the benchmark's server is not")
        .contains(
            "sun.security.ssl.ClientHello ", "sun.net.www.protocol.https.HttpsURLConnectionImpl ");
  }

  @Test
  void theZipIsNoLarger() throws Exception {
    var task = TaskFolder.of(Contender.ours().code(), folder);
    assertThat(task.zipBytes()).isBetween(ZIP_BYTES - 500_000, ZIP_BYTES);
  }

  private LoadedClasses loaded(Contender contender) throws Exception {
    var task = TaskFolder.of(contender.code(), folder);
    return LoadedClasses.of(contender, new RuntimeCommand(folder), task);
  }
}

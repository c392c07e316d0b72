package localcloud.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Which classes the first environment of a function has loaded, for an archive of them. */
final class Recording {
  private static final String CLASSES = ".classes";
  private static final String JARS = ".jars";

  /** A JVM that was asked to end: 128 and the number of SIGTERM. */
  private static final int TERMINATED = 143;

  private final Path folder;
  private final String id;
  private final List<String> jars;
  private final Path draft;
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * A recording that is complete.
   *
   * @param classes as the JVM has written them
   * @param jars the function's, by their places in the store
   */
  record Complete(Path classes, List<String> jars) {
    void delete() throws IOException {
      Files.deleteIfExists(classes);
      Files.deleteIfExists(jarsOf(classes));
    }
  }

  Recording(Path archives, String handler, List<String> jars) {
    folder = folder(archives);
    id = HexFormat.of().toHexDigits((handler + jars).hashCode());
    this.jars = jars;
    draft = folder.resolve("draft-" + UUID.randomUUID());
  }

  /** The complete ones. */
  static List<Complete> in(Path archives) {
    if (!Files.isDirectory(folder(archives))) {
      return List.of();
    }
    try (var files = Files.newDirectoryStream(folder(archives), "*" + CLASSES)) {
      var all = new ArrayList<Complete>();
      for (var classes : files) {
        all.add(new Complete(classes, Files.readAllLines(jarsOf(classes))));
      }
      return all;
    } catch (IOException | UncheckedIOException gone) {
      return List.of();
    }
  }

  /** The same for the same function with the same libraries. */
  String id() {
    return id;
  }

  boolean exists() {
    return Files.exists(classes());
  }

  /** The JVM's. */
  String option() throws UncheckedIOException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "-XX:DumpLoadedClassList=" + draft;
  }

  /** Keeps what a JVM has recorded that ended by itself: it writes the last part when it ends. */
  void end(int exit) {
    try {
      if (exit == 0 || exit == TERMINATED) {
        var list = Files.write(folder.resolve(draft.getFileName() + JARS), jars);
        Files.move(list, jarsOf(classes()), StandardCopyOption.ATOMIC_MOVE);
        Files.move(draft, classes(), StandardCopyOption.ATOMIC_MOVE);
      } else {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      // then another one records
    } finally {
      ended.countDown();
    }
  }

  void await(int seconds) {
    try {
      ended.await(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Path classes() {
    return folder.resolve(id + CLASSES);
  }

  private static Path jarsOf(Path classes) {
    var name = classes.getFileName().toString();
    return classes.resolveSibling(name.substring(0, name.length() - CLASSES.length()) + JARS);
  }

  private static Path folder(Path archives) {
    return archives.resolve("recorded");
  }
}

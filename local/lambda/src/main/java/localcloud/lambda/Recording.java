package localcloud.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Which classes the first environment of a function has loaded, for an archive of them: one file,
 * whose first lines name the function's jars.
 */
final class Recording {
  private static final String RECORDED = ".recorded";
  private static final String FAILED = ".failed";
  private static final String JAR = "#jar "; // to the JVM a comment

  /** By itself, and asked to: 128 and the number of SIGINT or SIGTERM. */
  private static final Set<Integer> ENDS = Set.of(0, 130, 143);

  private final Path folder;
  private final String id;
  private final List<String> jars;
  private final Path draft;
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * A recording that is complete.
   *
   * @param jars the function's, by their places in the store
   * @param classes the lines that the JVM has written
   */
  record Complete(Path file, List<String> jars, List<String> classes) {
    void delete() throws IOException {
      Files.deleteIfExists(file);
    }

    /** Keeps the output of the JVM that made no archive of it: nobody records the same again. */
    void fail(Path output) throws IOException {
      var name = file.getFileName().toString().replace(RECORDED, FAILED);
      Files.copy(output, file.resolveSibling(name), StandardCopyOption.REPLACE_EXISTING);
      delete();
    }
  }

  Recording(Path archives, String handler, List<String> jars) {
    folder = folder(archives);
    id = HexFormat.of().toHexDigits((handler + jars).hashCode());
    this.jars = jars;
    draft = folder.resolve("draft-" + UUID.randomUUID());
  }

  /** The complete ones, without what cannot be read. */
  static List<Complete> in(Path archives) throws IOException {
    var all = new ArrayList<Complete>();
    if (Files.isDirectory(folder(archives))) {
      try (var files = Files.newDirectoryStream(folder(archives), "*" + RECORDED)) {
        files.forEach(file -> read(file, all));
      }
    }
    return all;
  }

  private static void read(Path file, List<Complete> all) {
    try {
      var lines = Files.readAllLines(file);
      var jars = lines.stream().filter(line -> line.startsWith(JAR));
      var classes = lines.stream().filter(line -> !line.startsWith("#")).toList();
      if (!classes.isEmpty()) {
        all.add(
            new Complete(file, jars.map(line -> line.substring(JAR.length())).toList(), classes));
      }
    } catch (IOException e) {
      // another process has deleted it, or it is damaged and goes when it is old
    }
  }

  static Path folder(Path archives) {
    return archives.resolve("recorded");
  }

  /** The same for the same function with the same libraries. */
  String id() {
    return id;
  }

  /** Whether there is one already, or one that was of no use. */
  boolean exists() {
    return Files.exists(file(RECORDED)) || Files.exists(file(FAILED));
  }

  boolean hasEnded() {
    return ended.getCount() == 0;
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

  /** Keeps what a JVM has recorded that was not killed: it writes the last part when it ends. */
  void end(int exit) {
    try {
      if (ENDS.contains(exit)) {
        var lines = new ArrayList<>(jars.stream().map(JAR::concat).toList());
        lines.addAll(Files.readAllLines(draft));
        Files.move(Files.write(draft, lines), file(RECORDED), StandardCopyOption.ATOMIC_MOVE);
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

  private Path file(String ending) {
    return folder.resolve(id + ending);
  }
}

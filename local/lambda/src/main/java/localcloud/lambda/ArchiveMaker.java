package localcloud.lambda;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import localcloud.lambda.Recording.Complete;

/** Makes archives of classes out of recordings, while the local cloud runs. */
final class ArchiveMaker {
  private static final int MINUTES = 5;
  private static final String DRAFT = "draft-";

  /** From here on an exit code is the number of the signal that ended the process. */
  private static final int SIGNALS = 128;

  /** What no local cloud has used for as long is deleted. */
  private static final Duration UNUSED = Duration.ofDays(7);

  private final Path folder;
  private final StoredJars jars;
  private final List<Path> client;

  /**
   * @param folder the archives of one JVM and runtime client; others and the store lie beside it
   * @param client the runtime client's jars
   */
  ArchiveMaker(Path folder, StoredJars jars, List<Path> client) {
    this.folder = folder;
    this.jars = jars;
    this.client = client;
  }

  /** Deletes what is old and makes what is missing, unless another local cloud does. */
  void make() throws IOException, InterruptedException {
    try (var channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.tryLock()) {
      if (lock != null) {
        deleteOld();
        for (var left = left(); !left.isEmpty(); left = left()) {
          makeOne(left);
        }
      }
    } catch (OverlappingFileLockException e) {
      // another local cloud of this process
    }
  }

  private void deleteOld() throws IOException {
    delete(folder, DRAFT + "*", Duration.ofMinutes(2 * MINUTES));
    delete(Recording.folder(folder), "*", UNUSED);
    delete(folder.resolveSibling(ClassArchives.JARS), "*", UNUSED);
    delete(folder.resolveSibling(""), ClassArchives.FOLDER + "*", UNUSED);
  }

  private static void delete(Path folder, String names, Duration unused) throws IOException {
    if (Files.isDirectory(folder)) {
      var limit = Instant.now().minus(unused);
      try (var entries = Files.newDirectoryStream(folder, names)) {
        for (var entry : entries) {
          if (Files.getLastModifiedTime(entry).toInstant().isBefore(limit)) {
            Lambda.delete(entry);
          }
        }
      }
    }
  }

  /** The recordings of functions for which there is no archive. */
  private List<Complete> left() throws IOException {
    var archives = ClassArchive.in(folder);
    var left = new ArrayList<Complete>();
    for (var recording : Recording.in(folder)) {
      if (archives.stream().anyMatch(archive -> recording.jars().containsAll(archive.jars()))) {
        recording.delete();
      } else {
        left.add(recording);
      }
    }
    return left;
  }

  /** One that most of them can use: of the jars that most of them have. */
  private void makeOne(List<Complete> left) throws IOException, InterruptedException {
    var common = common(left);
    var users = left.stream().filter(one -> one.jars().containsAll(common)).toList();
    var shared = users.isEmpty() ? left.getFirst().jars() : common;
    var recorded = users.isEmpty() ? left.subList(0, 1) : users;
    var list = draft();
    var archive = draft();
    var output = draft();
    try {
      Files.write(list, classes(recorded));
      var made = archive(list, shared, archive, output);
      if (made) {
        ClassArchive.publish(folder, archive, shared);
      }
      for (var recording : recorded) {
        if (made) {
          recording.delete();
        } else {
          recording.fail(output);
        }
      }
    } finally {
      for (var draft : List.of(list, archive, output)) {
        Files.deleteIfExists(draft);
      }
    }
  }

  private static List<String> common(List<Complete> recordings) {
    var counts = new TreeMap<String, Integer>();
    recordings.forEach(one -> one.jars().forEach(jar -> counts.merge(jar, 1, Integer::sum)));
    return recordings.stream()
        .flatMap(one -> one.jars().stream())
        .distinct()
        .filter(jar -> counts.getOrDefault(jar, 0) * 2 > recordings.size())
        .toList();
  }

  /** The lines of all lists, without the numbers that a class has in one of them. */
  private static Iterable<String> classes(List<Complete> recordings) {
    return recordings.stream()
        .flatMap(recording -> recording.classes().stream())
        .map(line -> line.startsWith("@") ? line : line.replaceFirst(" .*", ""))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** False if the JVM has made none; it ends with this process at the latest. */
  private boolean archive(Path classes, List<String> shared, Path archive, Path output)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command(classes, shared, archive))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    var end = new Thread(process::destroyForcibly);
    try {
      Runtime.getRuntime().addShutdownHook(end);
      if (process.waitFor(MINUTES, TimeUnit.MINUTES) && process.exitValue() >= SIGNALS) {
        throw new IOException("The JVM that makes an archive was ended");
      }
      Runtime.getRuntime().removeShutdownHook(end);
      return !process.isAlive() && process.exitValue() == 0;
    } finally {
      process.destroyForcibly();
    }
  }

  private List<String> command(Path classes, List<String> shared, Path archive) {
    var command = new ArrayList<String>();
    if (Files.isExecutable(Path.of("/usr/bin/nice"))) {
      command.addAll(List.of("/usr/bin/nice", "-n", "5"));
    }
    command.addAll(List.of(JavaRuntime.program(), "-Xshare:dump", "-XX:+AOTClassLinking"));
    command.addAll(ClassArchives.OPTIONS);
    command.add("-XX:SharedClassListFile=" + classes);
    command.add("-XX:SharedArchiveFile=" + archive);
    var classPath = Stream.concat(client.stream(), shared.stream().map(jars::path));
    command.add("-cp");
    command.add(classPath.map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    return command;
  }

  private Path draft() {
    return folder.resolve(DRAFT + UUID.randomUUID());
  }
}

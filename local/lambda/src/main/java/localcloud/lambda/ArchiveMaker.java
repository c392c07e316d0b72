package localcloud.lambda;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import localcloud.lambda.Recording.Complete;

/** Makes archives of classes out of recordings, in a process of its own. */
final class ArchiveMaker {
  private static final int MINUTES = 5;

  private final Path folder;
  private final StoredJars jars;
  private final List<String> client;

  ArchiveMaker(Path folder, StoredJars jars, List<String> client) {
    this.folder = folder;
    this.jars = jars;
    this.client = client;
  }

  /** The folder, the store's folder, and the runtime client's jars. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var client = List.of(arguments).subList(2, arguments.length);
    new ArchiveMaker(Path.of(arguments[0]), new StoredJars(Path.of(arguments[1])), client).make();
  }

  /** Makes what is missing, unless another process does. */
  void make() throws IOException, InterruptedException {
    try (var channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.tryLock()) {
      if (lock != null) {
        for (var left = left(); !left.isEmpty(); left = left()) {
          makeOne(left);
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
    var draft = ClassArchive.draft(folder);
    if (archive(classes(recorded), shared, draft)) {
      ClassArchive.publish(folder, draft, shared);
    }
    for (var recording : recorded) {
      recording.delete();
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
  private static Set<String> classes(List<Complete> recordings) throws IOException {
    var lines = new LinkedHashSet<String>();
    for (var recording : recordings) {
      for (var line : Files.readAllLines(recording.classes())) {
        lines.add(line.startsWith("@") ? line : line.replaceFirst(" .*", ""));
      }
    }
    return lines;
  }

  private boolean archive(Set<String> classes, List<String> shared, Path draft)
      throws IOException, InterruptedException {
    var list = Files.write(ClassArchive.draft(folder), classes);
    var classPath =
        Stream.concat(client.stream(), shared.stream().map(jars::path).map(Path::toString));
    var command =
        new ArrayList<>(List.of(JavaRuntime.program(), "-Xshare:dump", "-XX:+AOTClassLinking"));
    command.addAll(ClassArchives.OPTIONS);
    command.add("-XX:SharedClassListFile=" + list);
    command.add("-XX:SharedArchiveFile=" + draft);
    command.addAll(List.of("-cp", classPath.collect(Collectors.joining(File.pathSeparator))));
    var process =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    var made = process.waitFor(MINUTES, TimeUnit.MINUTES) && process.exitValue() == 0;
    process.destroyForcibly();
    Files.delete(list);
    if (!made) {
      Files.deleteIfExists(draft);
    }
    return made;
  }
}

package localcloud.lambda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * A JVM's archive of classes, with the jars at the head of the class path that it was made with.
 * Several functions share it: each that has all of these jars.
 *
 * @param file the archive; beside it lies a list of its checksum and its jars
 * @param jars the places in the store, in the order of the class path
 */
record ClassArchive(Path file, String checksum, List<String> jars) {
  private static final String ARCHIVE = ".jsa";
  private static final String LIST = ".list";

  /** How many are kept: what was built before the last edits is of no use any more. */
  private static final int KEPT = 6;

  /** Those in a folder, without what cannot be read. */
  static List<ClassArchive> in(Path folder) throws IOException {
    var all = new ArrayList<ClassArchive>();
    try (var lists = Files.newDirectoryStream(folder, "*" + LIST)) {
      lists.forEach(list -> read(list, all));
    }
    return all;
  }

  private static void read(Path list, List<ClassArchive> all) {
    try {
      var lines = Files.readAllLines(list);
      if (!lines.isEmpty()) {
        var jars = lines.subList(1, lines.size());
        all.add(new ClassArchive(beside(list, ARCHIVE), lines.getFirst(), jars));
      }
    } catch (IOException e) {
      // another process is deleting it, or it is damaged
    }
  }

  /** Makes a draft an archive, and deletes the least recently used. */
  static void publish(Path folder, Path draft, List<String> jars) throws IOException {
    var file = folder.resolve(UUID.randomUUID() + ARCHIVE);
    var lines = new ArrayList<>(List.of(Long.toString(StoredJars.checksum(draft))));
    lines.addAll(jars);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    Files.move(Files.write(draft, lines), beside(file, LIST), StandardCopyOption.ATOMIC_MOVE);
    in(folder).stream()
        .sorted(Comparator.comparing(ClassArchive::used).reversed())
        .skip(KEPT)
        .forEach(ClassArchive::delete);
  }

  /** Whether it is what was made; one that is not is deleted. */
  boolean isWhole() {
    try {
      if (checksum.equals(Long.toString(StoredJars.checksum(file)))) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        return true;
      }
    } catch (IOException e) {
      // as good as damaged
    }
    delete();
    return false;
  }

  private FileTime used() {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException gone) {
      return FileTime.fromMillis(0);
    }
  }

  /** A JVM that has it goes on with it. */
  private void delete() {
    try {
      Files.deleteIfExists(beside(file, LIST));
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // somebody else is deleting it, or nobody may
    }
  }

  private static Path beside(Path file, String ending) {
    return file.resolveSibling(file.getFileName().toString().replaceFirst("\\.\\w+$", ending));
  }
}

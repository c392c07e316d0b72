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
 * @param file the archive; beside it lie its jars and its checksum
 * @param jars the places in the store, in the order of the class path
 */
record ClassArchive(Path file, List<String> jars) {
  private static final String ARCHIVE = ".jsa";
  private static final String JARS = ".jars";
  private static final String CHECKSUM = ".crc";

  /** How many are kept: what was built before the last edits is of no use any more. */
  private static final int KEPT = 6;

  /** Those in a folder, which may not exist. */
  static List<ClassArchive> in(Path folder) throws IOException {
    var all = new ArrayList<ClassArchive>();
    if (Files.isDirectory(folder)) {
      try (var files = Files.newDirectoryStream(folder, "*" + JARS)) {
        for (var jars : files) {
          all.add(new ClassArchive(beside(jars, ARCHIVE), Files.readAllLines(jars)));
        }
      }
    }
    return all;
  }

  /** Where one can be made that nobody sees yet. */
  static Path draft(Path folder) {
    return folder.resolve("draft-" + UUID.randomUUID());
  }

  /** Makes a draft an archive, and deletes the least recently used. */
  static void publish(Path folder, Path draft, List<String> jars) throws IOException {
    var file = folder.resolve(UUID.randomUUID() + ARCHIVE);
    Files.writeString(beside(file, CHECKSUM), Long.toString(StoredJars.checksum(draft)));
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    var list = Files.write(draft, jars);
    Files.move(list, beside(file, JARS), StandardCopyOption.ATOMIC_MOVE);
    in(folder).stream()
        .sorted(Comparator.comparing(ClassArchive::used).reversed())
        .skip(KEPT)
        .forEach(ClassArchive::delete);
  }

  /** Whether it is what was made; one that is not is deleted. */
  boolean isWhole() {
    try {
      var checksum = Files.readString(beside(file, CHECKSUM));
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
      Files.deleteIfExists(beside(file, JARS));
      Files.deleteIfExists(beside(file, CHECKSUM));
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // somebody else is deleting it, or nobody may
    }
  }

  private static Path beside(Path file, String ending) {
    return file.resolveSibling(file.getFileName().toString().replaceFirst("\\.\\w+$", ending));
  }
}

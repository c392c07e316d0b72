package localcloud.lambda;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Jars by what is in them: each has one path and one time, however often and wherever a build
 * writes it anew. The JVM takes an archive only with jars of the path, time and size that it was
 * made with.
 */
final class StoredJars {
  private static final FileTime TIME = FileTime.from(Instant.parse("2000-01-01T00:00:00Z"));

  private final Path folder;
  private final Map<Seen, String> ids = new ConcurrentHashMap<>();
  private final Map<String, Stored> known = new ConcurrentHashMap<>();

  /** A file that may be built anew at its place; functions may have links to the same one. */
  private record Seen(Object file, Path name, long size, FileTime time) {
    static Seen of(Path jar) throws IOException {
      var found = Files.readAttributes(jar, BasicFileAttributes.class);
      var file = Objects.requireNonNullElse(found.fileKey(), jar);
      return new Seen(file, jar.getFileName(), found.size(), found.lastModifiedTime());
    }
  }

  /**
   * A jar in the store.
   *
   * @param id its place below the store's folder
   * @param entries the names of what is in it, without what several jars may have
   */
  record Stored(String id, Path path, Set<String> entries) {}

  StoredJars(Path folder) {
    this.folder = folder;
  }

  /** The same jar in the store, whose content is compared once in the life of this process. */
  Stored store(Path jar) throws IOException {
    var seen = Seen.of(jar);
    var id = ids.get(seen);
    if (id == null) {
      id = HexFormat.of().toHexDigits((int) checksum(jar)) + "/" + jar.getFileName();
      ids.put(seen, id);
    }
    var stored = known.get(id);
    if (stored == null || !Files.exists(stored.path())) {
      var copy = folder.resolve(id);
      if (!isStored(copy, jar)) {
        copy(jar, copy);
      }
      Files.setLastModifiedTime(copy.getParent(), FileTime.from(Instant.now())); // it is in use
      stored = new Stored(id, copy, entries(copy));
      known.put(id, stored);
    }
    return stored;
  }

  /** Where a jar of the store lies, by its place. */
  Path path(String id) {
    return folder.resolve(id);
  }

  /** What the zip format's checksum is to a file: it finds what was damaged, no forger. */
  static long checksum(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var checksum = new CRC32C();
      checksum.update(channel.map(MapMode.READ_ONLY, 0, channel.size()));
      return checksum.getValue();
    }
  }

  private static boolean isStored(Path copy, Path jar) throws IOException {
    return Files.exists(copy)
        && Files.getLastModifiedTime(copy).equals(TIME)
        && Files.mismatch(copy, jar) < 0;
  }

  /** In one step, for others may be storing the same jar. */
  private static void copy(Path jar, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    var draft = Files.createTempFile(to.getParent(), "draft-", ".jar");
    Files.copy(jar, draft, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(draft, TIME);
    Files.move(draft, to, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Set<String> entries(Path jar) throws IOException {
    try (var zip = new ZipFile(jar.toFile())) {
      return zip.stream()
          .map(ZipEntry::getName)
          .filter(name -> !name.endsWith("/") && !name.startsWith("META-INF/"))
          .collect(Collectors.toUnmodifiableSet());
    }
  }
}

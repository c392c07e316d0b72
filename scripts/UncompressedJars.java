import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Writes each jar of the functions anew, for what is deployed: nothing in it is compressed, and
 * classes of a kind are side by side. The zip file that Lambda gets compresses a jar as a whole, and so
 * finds what hundreds of the SDK's classes have in common; a JVM that starts has nothing to inflate.
 * The files in a jar are the same.
 *
 * <p>Usage: java scripts/UncompressedJars.java POOL LIB...
 */
final class UncompressedJars {
  /** A nested class by its own name, any other by the last word of its name. */
  private static final Pattern KIND = Pattern.compile("([$].+|[A-Z][a-z0-9]+)[.]class$");

  private static final Comparator<ZipEntry> BY_KIND =
      Comparator.comparing((ZipEntry entry) -> !entry.getName().startsWith("META-INF/"))
          .thenComparing(UncompressedJars::folder)
          .thenComparing(UncompressedJars::kind)
          .thenComparing(ZipEntry::getName);

  private UncompressedJars() {}

  public static void main(String[] arguments) throws IOException {
    var pool = Files.createDirectories(Path.of(arguments[0]));
    for (var lib : List.of(arguments).subList(1, arguments.length)) {
      try (var jars = Files.list(Path.of(lib))) {
        for (var jar : jars.toList()) {
          update(jar, pool.resolve(jar.getFileName()));
        }
      }
    }
  }

  /** A function's folder has links to the file: it is replaced, not changed. */
  private static void update(Path jar, Path stored) throws IOException {
    var time = Files.getLastModifiedTime(jar);
    if (Files.exists(stored) && Files.getLastModifiedTime(stored).compareTo(time) >= 0) {
      return;
    }
    var made = stored.resolveSibling(stored.getFileName() + ".made");
    try (var from = new ZipFile(jar.toFile());
        var to = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(made)))) {
      for (var entry : entries(from).sorted(BY_KIND).toList()) {
        to.putNextEntry(stored(entry));
        from.getInputStream(entry).transferTo(to);
      }
    }
    Files.setLastModifiedTime(made, time);
    Files.move(made, stored, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Stream<ZipEntry> entries(ZipFile jar) {
    return jar.stream().map(ZipEntry.class::cast).filter(entry -> !entry.isDirectory());
  }

  private static ZipEntry stored(ZipEntry entry) {
    var stored = new ZipEntry(entry.getName());
    stored.setTimeLocal(entry.getTimeLocal());
    stored.setMethod(ZipEntry.STORED);
    stored.setSize(entry.getSize());
    stored.setCrc(entry.getCrc());
    return stored;
  }

  private static String folder(ZipEntry entry) {
    return entry.getName().substring(0, entry.getName().lastIndexOf('/') + 1);
  }

  private static String kind(ZipEntry entry) {
    var kind = KIND.matcher(entry.getName());
    return kind.find() ? kind.group(1) : "";
  }
}

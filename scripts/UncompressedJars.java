import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
    var stored = new HashMap<String, Jar>();
    for (var lib : List.of(arguments).subList(1, arguments.length)) {
      for (var file : files(Path.of(lib))) {
        var jar = Jar.of(file);
        var first = stored.putIfAbsent(file.getFileName().toString(), jar);
        if (first == null) {
          update(jar, pool.resolve(file.getFileName()));
        } else if (!first.sums().equals(jar.sums())) {
          System.err.println("Two jars of one name differ: " + first.file() + " and " + file);
          System.exit(1);
        }
      }
    }
    for (var file : files(pool)) {
      if (!stored.containsKey(file.getFileName().toString())) {
        Files.delete(file);
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /** A function's folder has links to the file: it is replaced, not changed. */
  private static void update(Jar jar, Path stored) throws IOException {
    if (Files.exists(stored) && Jar.of(stored).sums().equals(jar.sums())) {
      return;
    }
    var made = stored.resolveSibling(stored.getFileName() + ".made");
    try (var from = new ZipFile(jar.file().toFile());
        var to = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(made)))) {
      for (var entry : entries(from).sorted(BY_KIND).toList()) {
        to.putNextEntry(stored(entry));
        from.getInputStream(entry).transferTo(to);
      }
    }
    Files.setLastModifiedTime(made, Files.getLastModifiedTime(jar.file()));
    Files.move(made, stored, StandardCopyOption.ATOMIC_MOVE);
  }

  /** A jar, with the size and checksum of each file in it: those of another jar are of other files. */
  private record Jar(Path file, Map<String, List<Long>> sums) {
    static Jar of(Path file) throws IOException {
      try (var jar = new ZipFile(file.toFile())) {
        return new Jar(
            file,
            entries(jar)
                .collect(
                    Collectors.toMap(
                        ZipEntry::getName, entry -> List.of(entry.getSize(), entry.getCrc()))));
      }
    }
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

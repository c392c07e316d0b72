package localcloud.lambda;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import localcloud.lambda.StoredJars.Stored;

/**
 * Lets the JVMs of Java functions start from archives of classes (JEP 483), which costs less than
 * half the processor time. The first environment of a function records which classes it loads; the
 * next local cloud has an archive made of what the functions share, which later environments take,
 * also those of other local clouds.
 *
 * <p>The JVM archives only what is on its class path, so the function's code is there too and not,
 * as on AWS, with a class loader below. Whatever goes wrong with an archive, the function starts
 * without one.
 */
final class ClassArchives implements AutoCloseable {
  /** An archive is valid only for a JVM with the same. */
  static final List<String> OPTIONS =
      List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");

  /** The store's folder, and how the name of a folder with archives begins. */
  static final String JARS = "jars";

  static final String FOLDER = "for-";

  private static final String LIBRARIES = "lib";

  /** How long a JVM may take to write down what it has recorded. */
  private static final int SECONDS_TO_WRITE = 30;

  private final Path folder;
  private final StoredJars jars;
  private final Path emptyFolder;
  private final List<Path> client;
  private final Map<Path, Boolean> whole = new ConcurrentHashMap<>();
  private final Map<String, Recording> recordings = new HashMap<>();

  /** The function's libraries by their places in the store, and where its own ones are. */
  private record Code(Path taskRoot, Map<String, Path> libraries, boolean hidesNothing) {}

  /**
   * What begins the command line of a JVM.
   *
   * @param options up to the main class
   * @param recording what it records, if it does
   */
  record Start(List<String> options, Optional<Recording> recording) {}

  /**
   * @param root where archives and jars are kept, for all local clouds that use them
   * @param client the jars of the runtime client
   */
  ClassArchives(Path root, List<Path> client) throws IOException {
    jars = new StoredJars(root.resolve(JARS));
    emptyFolder = Files.createDirectories(root.resolve("empty"));
    var stored = new ArrayList<Stored>();
    for (var jar : client) {
      stored.add(jars.store(jar));
    }
    this.client = stored.stream().map(Stored::path).toList();
    var validFor =
        Stream.of(
                Runtime.version().toString(),
                System.getProperty("java.vm.version"),
                System.getProperty("java.home"),
                OPTIONS.toString(),
                stored.stream().map(Stored::id).toList().toString())
            .collect(Collectors.joining("\n"));
    var key = HexFormat.of().toHexDigits(validFor.hashCode());
    folder = Files.createDirectories(root.resolve(FOLDER + key));
    Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
    Thread.ofPlatform().daemon().name("archive-maker").start(this::make);
  }

  /** Empty if the function is to start as on AWS. */
  Optional<Start> start(FunctionSpec function, Path taskRoot) {
    if (function.environment().containsKey("JAVA_TOOL_OPTIONS")) {
      return Optional.empty(); // which may be any, such as another garbage collector
    }
    try {
      var code = code(taskRoot);
      return code.hidesNothing()
          ? Optional.of(
              fitting(code).map(fit -> from(fit, code)).orElseGet(() -> first(function, code)))
          : Optional.empty();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** Waits for what is recorded. */
  @Override
  public void close() {
    List<Recording> open;
    synchronized (recordings) {
      open = List.copyOf(recordings.values());
    }
    open.forEach(recording -> recording.await(SECONDS_TO_WRITE));
  }

  private Code code(Path taskRoot) throws IOException {
    var libraries = new LinkedHashMap<String, Path>();
    var entries = new ArrayList<Set<String>>();
    var folder = taskRoot.resolve(LIBRARIES);
    if (Files.isDirectory(folder)) {
      try (var files = Files.list(folder)) {
        for (var jar : files.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
          var stored = jars.store(jar.toRealPath());
          libraries.put(stored.id(), jar);
          entries.add(stored.entries());
        }
      }
    }
    try (var files = Files.walk(taskRoot)) {
      var hides =
          files
              .filter(file -> !file.startsWith(folder))
              .map(file -> taskRoot.relativize(file).toString())
              .anyMatch(name -> entries.stream().anyMatch(jar -> jar.contains(name)));
      return new Code(taskRoot, libraries, !hides);
    }
  }

  /** Of those whose jars the function has all, the one with the most. */
  private Optional<ClassArchive> fitting(Code code) throws IOException {
    return ClassArchive.in(folder).stream()
        .filter(archive -> code.libraries().keySet().containsAll(archive.jars()))
        .filter(archive -> whole.computeIfAbsent(archive.file(), file -> archive.isWhole()))
        .max(Comparator.comparingInt(archive -> archive.jars().size()));
  }

  private Start from(ClassArchive archive, Code code) {
    var classPath = new ArrayList<>(client);
    archive.jars().forEach(jar -> classPath.add(jars.path(jar)));
    classPath.add(code.taskRoot());
    code.libraries()
        .forEach(
            (id, jar) -> {
              if (!archive.jars().contains(id)) {
                classPath.add(jar);
              }
            });
    return new Start(
        options("-XX:SharedArchiveFile=" + archive.file(), classPath), Optional.empty());
  }

  /** Without an archive; the first one records, so that there will be one. */
  private Start first(FunctionSpec function, Code code) {
    var classPath = new ArrayList<>(client);
    classPath.add(code.taskRoot());
    classPath.addAll(code.libraries().values());
    var recording =
        new Recording(folder, function.handler(), List.copyOf(code.libraries().keySet()));
    var option = recording.option();
    return isFirst(recording)
        ? new Start(options(option, classPath), Optional.of(recording))
        : new Start(options("-Xshare:auto", classPath), Optional.empty());
  }

  /** False if another environment records or has recorded the same. */
  private boolean isFirst(Recording recording) {
    synchronized (recordings) {
      var other = recordings.get(recording.id());
      if (recording.exists() || (other != null && !other.hasEnded())) {
        return false;
      }
      recordings.put(recording.id(), recording);
      return true;
    }
  }

  private List<String> options(String archive, List<Path> classPath) {
    return List.of(
        archive,
        "-Xlog:cds*=off", // the function's log does not get the JVM's warnings about archives
        "-Xlog:aot*=off",
        "-D" + FlatRuntime.NO_CODE + "=" + emptyFolder,
        "-cp",
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
  }

  private void make() {
    try {
      new ArchiveMaker(folder, jars, client).make();
    } catch (IOException | UncheckedIOException | InterruptedException e) {
      // then there is none yet
    } catch (IllegalStateException e) {
      // this process ends
    }
  }
}

package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static localcloud.lambda.LocalFunctions.await;
import static localcloud.lambda.LocalFunctions.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import localcloud.lambda.sample.Probe;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Each test begins with the archive of what the run of a function has recorded. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClassArchivesTest {
  private static final String DESCRIBE = "{\"do\":\"context\"}";

  private Path task;
  private Path archives;

  /** A function with a library, whose first environment has ended. */
  @BeforeAll
  void record(@TempDir Path shared) throws IOException {
    task = Files.createDirectories(shared.resolve("task"));
    copyProbe(task);
    writeLibrary(task.resolve("lib/library.jar"), "library.txt");
    archives = shared.resolve("archives");
    try (var functions = start(Map.of())) {
      assertThat(functions.json("probe", DESCRIBE).get("loader").asText())
          .isEqualTo("AppClassLoader");
      assertThat(mapped(functions)).isFalse();
    }
  }

  @BeforeEach
  void makeWhatIsMissing() throws IOException {
    if (made().isEmpty()) {
      try (var functions = start(Map.of())) {
        if (found(".recorded").isEmpty()) {
          functions.json("probe", "{}");
        }
      }
      try (var _ = start(Map.of())) {
        await()
            .atMost(Duration.ofMinutes(3))
            .until(() -> made().size() == 1 && found(".recorded").isEmpty());
      }
    }
  }

  @Test
  void anotherEnvironmentStartsFromTheArchive() throws IOException {
    try (var functions = start(Map.of())) {
      assertThat(mapped(functions)).isTrue();
      assertThat(functions.log).noneMatch(line -> line.contains("[cds") || line.contains("[aot"));
    }
  }

  @Test
  void aCopyThatLinksToTheArchivesUsesThem(@TempDir Path copy) throws IOException {
    var link = Files.createSymbolicLink(copy.resolve("class-archives"), archives);

    try (var functions = start(Map.of(), link)) {
      assertThat(mapped(functions)).isTrue();
    }
  }

  @Test
  void aLibraryIsFoundOnceAndTheWorkingDirectoryIsTheFunctions() throws IOException {
    try (var functions = start(Map.of())) {
      var described = functions.json("probe", DESCRIBE);

      assertThat(described.get("copies").asInt()).isEqualTo(1);
      assertThat(described.get("directory").asText()).isEqualTo(task.toRealPath().toString());
    }
  }

  @Test
  void anArchiveThatIsDamagedIsDeletedAndNotUsed() throws IOException {
    try (var file = new RandomAccessFile(made().getFirst().toFile(), "rw")) {
      file.seek(file.length() / 2);
      file.write("damaged".getBytes(UTF_8));
    }

    try (var functions = start(Map.of())) {
      assertThat(mapped(functions)).isFalse();
      assertThat(made()).isEmpty();
    }
  }

  @Test
  void anArchiveThatTheJvmDoesNotTakeLeavesNoTrace() throws IOException {
    var archive = made().getFirst();
    try (var file = new RandomAccessFile(archive.toFile(), "rw")) {
      file.seek(0);
      file.write("of another JDK".getBytes(UTF_8));
    }
    var list = archive.resolveSibling(archive.getFileName().toString().replace(".jsa", ".list"));
    var lines = Files.readAllLines(list);
    lines.set(0, Long.toString(StoredJars.checksum(archive)));
    Files.write(list, lines);

    try (var functions = start(Map.of())) {
      assertThat(mapped(functions)).isFalse();
      assertThat(functions.log).allMatch(line -> line.matches("(START|END|REPORT) RequestId: .*"));
    }
    Files.delete(archive);
  }

  @Test
  void aJarThatIsBuiltAnewAsItWasChangesNothing() throws IOException {
    writeLibrary(task.resolve("lib/library.jar"), "library.txt");

    try (var functions = start(Map.of())) {
      assertThat(mapped(functions)).isTrue();
    }
  }

  @Test
  void aStoredJarThatIsDamagedIsReplaced() throws IOException {
    var stored = found("library.jar").getFirst();
    var time = Files.getLastModifiedTime(stored);
    var content = Files.readAllBytes(stored);
    Files.write(stored, new byte[content.length]);
    Files.setLastModifiedTime(stored, time);

    try (var functions = start(Map.of())) {
      assertThat(mapped(functions)).isTrue();
    }
    assertThat(stored).hasBinaryContent(content);
  }

  @Test
  void functionsStartWithoutArchivesWhereNoneCanBeKept(@TempDir Path folder) throws IOException {
    var file = Files.createFile(folder.resolve("a-file"));

    try (var functions = start(Map.of(), file)) {
      assertThat(functions.json("probe", DESCRIBE).get("loader").asText())
          .isEqualTo("CustomerClassLoader");
    }
  }

  @Test
  void codeThatHidesPartOfALibraryIsLoadedAsOnAws() throws IOException {
    Files.writeString(task.resolve("library.txt"), "the function's own");
    try (var functions = start(Map.of())) {
      assertThat(functions.json("probe", DESCRIBE).get("loader").asText())
          .isEqualTo("CustomerClassLoader");
    } finally {
      Files.delete(task.resolve("library.txt"));
    }
  }

  @Test
  void optionsOfTheFunctionsOwnAreNotMixedWithAnArchive() throws IOException {
    try (var functions = start(Map.of("JAVA_TOOL_OPTIONS", "-Da=b"))) {
      assertThat(mapped(functions)).isFalse();
    }
  }

  private LocalFunctions start(Map<String, String> environment) {
    return start(environment, archives);
  }

  private LocalFunctions start(Map<String, String> environment, Path archives) {
    var s = settings();
    var functions =
        new LocalFunctions(
            new LambdaSettings(
                s.region(),
                s.endpointUrl(),
                s.accountConcurrency(),
                s.environmentsPerFunction(),
                s.scaleOutAfter(),
                s.initTimeout(),
                s.idleLife(),
                s.asyncRetryDelays(),
                s.logs(),
                s.faults(),
                archives));
    functions.lambda.define(
        LocalFunctions.java(
            "probe",
            "arn:aws:lambda:eu-central-1:000000000000:function:probe",
            LocalFunctions.ROLE,
            Probe.class.getName() + "::handleRequest",
            List.of(task),
            256,
            Duration.ofSeconds(20),
            environment,
            null,
            null));
    return functions;
  }

  private List<Path> made() throws IOException {
    return found(".list").stream()
        .map(file -> Path.of(file.toString().replaceFirst("list$", "jsa")))
        .filter(Files::exists)
        .toList();
  }

  /** Passes over what is renamed or deleted meanwhile, as the drafts of an archive are. */
  private List<Path> found(String ending) throws IOException {
    var found = new ArrayList<Path>();
    var visitor =
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(ending)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException && !file.equals(archives)) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        };
    Files.walkFileTree(archives, Set.of(), 4, visitor);
    return found;
  }

  /** Whether the function's process has an archive in its memory. */
  private boolean mapped(LocalFunctions functions) throws IOException {
    var pid = functions.json("probe", "{}").get("pid").asText();
    return Files.readString(Path.of("/proc", pid, "maps"))
        .contains(archives.toRealPath().toString());
  }

  private static void copyProbe(Path task) throws IOException {
    var name = Probe.class.getName().replace('.', '/');
    var to = Files.createDirectories(task.resolve(name).getParent());
    try (var files = Files.list(Path.of("target/test-classes", name).getParent())) {
      for (var file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static void writeLibrary(Path jar, String resource) throws IOException {
    Files.createDirectories(jar.getParent());
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      var entry = new JarEntry(resource);
      entry.setTime(0);
      out.putNextEntry(entry);
    }
  }
}

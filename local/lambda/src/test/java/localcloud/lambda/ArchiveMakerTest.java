package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static localcloud.lambda.LocalFunctions.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveMakerTest {
  @TempDir Path root;
  private Path folder;

  @BeforeEach
  void create() throws IOException {
    folder = Files.createDirectories(root.resolve("for-this-jvm"));
  }

  @Test
  void whyAnArchiveCannotBeMadeIsKeptAndNobodyRecordsItAgain() throws Exception {
    var recording = record("@unknown");

    maker(folder).make();

    assertThat(Recording.in(folder)).isEmpty();
    assertThat(recording.exists()).isTrue();
    assertThat(Recording.folder(folder).resolve(recording.id() + ".failed"))
        .content()
        .contains("class list format error");
    assertThat(ClassArchive.in(folder)).isEmpty();
  }

  @Test
  void whatHasNotBeenUsedForAWeekIsDeleted() throws Exception {
    for (var name : List.of("for-another-jvm/a.jsa", "jars/1/a.jar", "for-this-jvm/recorded/a")) {
      write(name, Duration.ofDays(8));
    }
    write("for-this-jvm/draft-a", Duration.ofMinutes(11));
    for (var name : List.of("for-a-jvm/a.jsa", "jars/2/a.jar", "for-this-jvm/recorded/b")) {
      write(name, Duration.ofDays(6));
    }
    write("for-this-jvm/draft-b", Duration.ofMinutes(9));

    maker(folder).make();

    try (var files = Files.walk(root)) {
      assertThat(files.filter(Files::isRegularFile).map(file -> root.relativize(file).toString()))
          .containsExactlyInAnyOrder(
              "for-a-jvm/a.jsa",
              "jars/2/a.jar",
              "for-this-jvm/recorded/b",
              "for-this-jvm/draft-b",
              "for-this-jvm/lock");
    }
  }

  @Test
  void theJvmThatMakesAnArchiveEndsWithTheLocalCloud() throws Exception {
    record("java/lang/Object id: 0");
    var cloud =
        new ProcessBuilder(
                JavaRuntime.program(),
                "-cp",
                System.getProperty("java.class.path"),
                Ending.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var pid = Long.parseLong(cloud.inputReader(UTF_8).readLine());
    cloud.waitFor();

    await().until(() -> ProcessHandle.of(pid).flatMap(at -> at.info().command()).isEmpty());
    try (var files = Files.list(folder)) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(file -> assertThat(Files.size(file)).isLessThan(100_000));
    }
  }

  /** A local cloud that ends while an archive is made. */
  static final class Ending {
    private Ending() {}

    public static void main(String[] folder) throws Exception {
      var making = maker(Path.of(folder[0]));
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                try {
                  making.make();
                } catch (IOException | InterruptedException e) {
                  // it has been ended
                }
              });
      var deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
      var child = archiving();
      while (child.isEmpty() && System.nanoTime() < deadline) { // it may be there for a moment only
        child = archiving();
      }
      var pid = child.orElseThrow().pid();
      // So that it cannot be done before this one ends.
      new ProcessBuilder("kill", "-STOP", Long.toString(pid)).inheritIO().start().waitFor();
      System.out.println(pid);
    }

    /**
     * The child, once it has been started: what is to become it is a copy of this process first.
     */
    private static Optional<ProcessHandle> archiving() {
      return ProcessHandle.current().children().filter(Ending::isArchiving).findAny();
    }

    private static boolean isArchiving(ProcessHandle child) {
      try {
        return Files.readString(Path.of("/proc/" + child.pid() + "/cmdline"))
            .contains("-Xshare:dump");
      } catch (IOException ended) {
        return false;
      }
    }
  }

  private static ArchiveMaker maker(Path folder) {
    return new ArchiveMaker(folder, new StoredJars(folder.resolveSibling("jars")), List.of());
  }

  private Recording record(String line) throws IOException {
    var recording = new Recording(folder, "handler", List.of());
    var draft = Path.of(recording.option().replaceFirst("^[^=]*=", ""));
    Files.write(draft, List.of(line));
    recording.end(0);
    return recording;
  }

  private void write(String name, Duration age) throws IOException {
    var file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    var time = FileTime.from(Instant.now().minus(age));
    Files.setLastModifiedTime(file, time);
    if (!file.startsWith(folder)) {
      Files.setLastModifiedTime(file.getParent(), time);
    }
  }
}

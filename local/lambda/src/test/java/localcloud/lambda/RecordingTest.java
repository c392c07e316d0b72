package localcloud.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {
  private static final List<String> JARS = List.of("1/b.jar", "2/a.jar");

  @TempDir Path archives;

  @ParameterizedTest
  @ValueSource(ints = {0, 130, 143})
  void whatAJvmHasRecordedIsKeptIfItEndedByItselfOrWasAskedTo(int exit) throws IOException {
    record("handler", exit);

    assertThat(Recording.in(archives))
        .singleElement()
        .satisfies(
            kept -> {
              assertThat(kept.jars()).isEqualTo(JARS);
              assertThat(kept.classes()).containsExactly("java/lang/Object id: 0");
            });
    assertThat(new Recording(archives, "handler", JARS).exists()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 137})
  void whatAJvmThatWasKilledHasRecordedIsLost(int exit) throws IOException {
    var recording = record("handler", exit);

    assertThat(recording.hasEnded()).isTrue();
    assertThat(recording.exists()).isFalse();
    assertThat(Recording.folder(archives)).isEmptyDirectory();
  }

  @Test
  void aRecordingThatCannotBeReadHidesNoOther() throws IOException {
    record("handler", 0);
    Files.createDirectory(Recording.folder(archives).resolve("unreadable.recorded"));
    Files.write(Recording.folder(archives).resolve("binary.recorded"), new byte[] {-1, -2});
    Files.createFile(Recording.folder(archives).resolve("empty.recorded"));

    assertThat(Recording.in(archives)).hasSize(1);
  }

  private Recording record(String handler, int exit) throws IOException {
    var recording = new Recording(archives, handler, JARS);
    var draft = Path.of(recording.option().replaceFirst("^[^=]*=", ""));
    Files.write(draft, List.of("# a comment", "java/lang/Object id: 0"));
    recording.end(exit);
    return recording;
  }
}

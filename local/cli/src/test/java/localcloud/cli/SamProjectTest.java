package localcloud.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamProjectTest {
  @TempDir Path folder;
  private Path source;

  @BeforeEach
  void writeATemplate() throws IOException {
    source = Files.writeString(folder.resolve("template.yaml"), "Resources: {}\n");
  }

  @Test
  void aTemplateIsFoundByItselfAndByItsFolder() {
    assertThat(SamProject.find(source.toString())).isEqualTo(new SamProject(source, source));
    assertThat(SamProject.find(folder.toString())).isEqualTo(new SamProject(source, source));
  }

  @Test
  void whatSamBuildMadeRuns() throws IOException {
    var built = build();

    assertThat(SamProject.find(folder.toString()).template()).isEqualTo(built);
    assertThat(SamProject.find(source.toString()).template()).isEqualTo(built);
    assertThat(SamProject.find(built.toString()).template()).isEqualTo(built);
    assertThat(SamProject.find(source.toString()).folder()).isEqualTo(built.getParent());
  }

  @Test
  void aTemplateThatIsNewerThanItsBuildIsNoticed() throws IOException {
    var built = build();
    Files.setLastModifiedTime(built, FileTime.from(Instant.parse("2026-01-02T00:00:00Z")));
    Files.setLastModifiedTime(source, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    assertThat(SamProject.find(source.toString()).isStale()).isFalse();

    Files.setLastModifiedTime(source, FileTime.from(Instant.parse("2026-01-03T00:00:00Z")));
    assertThat(SamProject.find(source.toString()).isStale()).isTrue();
  }

  @Test
  void whatIsNotThereIsNamed() throws IOException {
    var empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> SamProject.find(empty.toString()))
        .hasMessage(empty + " holds no template.yaml");
    assertThatThrownBy(() -> SamProject.find("no/such.yaml"))
        .hasMessage("There is no no/such.yaml");
  }

  private Path build() throws IOException {
    var target = Files.createDirectories(folder.resolve(".aws-sam/build"));
    return Files.writeString(target.resolve("template.yaml"), "Resources: {}\n");
  }
}

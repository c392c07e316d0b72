package localcloud.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StackSourceTest {
  @ParameterizedTest
  @CsvSource({
    "/a/template.yaml, /a/target/functions, /a/target",
    "/a/template.yaml, /a/.aws-sam/build, /a/.aws-sam",
    "/a/b/../template.yaml, /a/b/target/x/y, /a/b/target",
    "/a/template.yaml, /a/functions,",
    "/target/a/template.yaml, /target/a/functions,",
    "/a/template.yaml, /target/functions,",
    "/target/template.yaml, /target,",
  })
  void itsBuildFolderIsOneInTheTemplatesFolder(Path template, Path artifacts, Path folder) {
    assertThat(StackSource.of("a", template, artifacts).builtIn().orElse(null)).isEqualTo(folder);
  }
}

package localcloud.sam;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import localcloud.cloud.ResourceHandlers;
import org.junit.jupiter.api.Test;

/** The README's table has exactly the resource types that a template may use. */
class ReadmeTest {
  private static final Pattern ROW = Pattern.compile("\\| (\\w+) \\| ((?:`\\w+`(?:, )?)+) \\|");

  @Test
  void theReadmeHasTheResourceTypes() throws IOException {
    var types = SamTemplate.types(ResourceHandlers.ALL);

    assertThat(types).hasSizeGreaterThan(30);
    assertThat(inReadme()).containsExactlyInAnyOrderElementsOf(types);
  }

  private static List<String> inReadme() throws IOException {
    return ROW.matcher(Files.readString(Path.of("../README.md")))
        .results()
        .flatMap(
            row ->
                Pattern.compile("`(\\w+)`")
                    .matcher(row.group(2))
                    .results()
                    .map(type -> "AWS::" + row.group(1) + "::" + type.group(1)))
        .toList();
  }
}

package localcloud.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes cases out of a small checkout that has the shape of LocalStack's. */
class ConformanceSourceTest {
  private static final Path CHECKOUT = Path.of("src/test/resources/checkout");
  private static final Path CASES = Path.of("src/test/resources/checkout-cases");

  @TempDir Path folder;

  private record Outcome(int exitCode, String text) {}

  private Outcome extract(Path checkout, Path cases) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                "python3",
                "conformance/extract.py",
                checkout.toString(),
                folder.resolve("out").toString(),
                "--cases",
                cases.toString())
            .redirectErrorStream(true)
            .start();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), text);
  }

  @Test
  void theCasesOfACheckoutAreThoseOfTheSelection() throws Exception {
    assertThat(extract(CHECKOUT, CASES))
        .isEqualTo(new Outcome(0, "EXTRACTED 7 equal, 0 different, 0 missing of 7\n"));
    assertThat(Json.MAPPER.readTree(folder.resolve("out/sample.json").toFile()))
        .isEqualTo(Json.MAPPER.readTree(CASES.resolve("sample.json").toFile()));
  }

  @Test
  void aCaseThatDiffersAndOneThatIsNotThereAreNamed() throws Exception {
    var kept = Files.readString(CASES.resolve("sample.json"));
    var changed =
        kept.replaceFirst("\"name\": \"A\"", "\"name\": \"C\"")
            .replace("test_failure#0", "test_gone#0");
    Files.writeString(Files.createDirectory(folder.resolve("cases")).resolve("a.json"), changed);
    var outcome = extract(CHECKOUT, folder.resolve("cases"));
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.text())
        .contains("different  sample/test_sample.py::TestSample::test_result[OBJECT-True]#0")
        .contains("missing    sample/test_sample.py::TestSample::test_gone#0")
        .endsWith("EXTRACTED 5 equal, 1 different, 1 missing of 7\n");
  }

  @Test
  void anotherFolderIsRefused() throws Exception {
    var outcome = extract(folder, CASES);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.text()).contains("it is no checkout of localstack/localstack");
  }
}

package localcloud.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** boto3 is a client that nobody here has written: what it understands, the AWS CLI does too. */
class Boto3Test {
  @Test
  void boto3UnderstandsEveryAnswer(@TempDir Path folder) throws Exception {
    try (var cloud = LocalCloud.start(SampleCloud.settings(folder))) {
      run("/sample/check.py", Map.of("AWS_ENDPOINT_URL", cloud.endpointUrl().toString()));
    }
  }

  /** Runs a script that ends with 0 if all is as it expects; skipped without a boto3. */
  static void run(String script, Map<String, String> environment)
      throws IOException, InterruptedException {
    var python = python();
    assumeTrue(
        python.isPresent(), "needs a Python with boto3: set SAM_PYTHON, or pip install boto3");
    var process = new ProcessBuilder(python.get(), SampleCloud.resource(script).toString());
    process.environment().putAll(environment);
    process.environment().put("PYTHONUTF8", "1");
    var run = process.redirectErrorStream(true).start();
    var output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(run.waitFor()).as(output).isZero();
  }

  private static Optional<String> python() {
    return Stream.of(Optional.ofNullable(System.getenv("SAM_PYTHON")), Optional.of("python3"))
        .flatMap(Optional::stream)
        .filter(Boto3Test::hasBoto3)
        .findFirst();
  }

  private static boolean hasBoto3(String python) {
    try {
      var check =
          new ProcessBuilder(List.of(python, "-c", "import boto3"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return check.waitFor(60, TimeUnit.SECONDS) && check.exitValue() == 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }
}

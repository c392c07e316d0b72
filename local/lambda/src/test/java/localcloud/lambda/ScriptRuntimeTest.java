package localcloud.lambda;

import static localcloud.lambda.LocalFunctions.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a Python function ends other than by its answer. */
class ScriptRuntimeTest {
  private static final String NAME = "snake";

  @TempDir Path folder;
  private LocalFunctions functions;

  @BeforeEach
  void start() {
    functions = new LocalFunctions();
  }

  @AfterEach
  void close() {
    functions.close();
  }

  @Test
  void whatWasPrintedBeforeATimeoutIsLogged() throws IOException {
    deploy(
        """
        import time
        def handler(event, context):
            print("before")
            time.sleep(60)
        """);

    assertThat(functions.json(NAME, "{}").path("errorMessage").asText()).contains("timed out");
    assertThat(functions.log).contains("before");
  }

  @Test
  void whatWasPrintedBeforeACrashIsLogged() throws IOException {
    deploy(
        """
        import os
        def handler(event, context):
            print("before")
            os._exit(3)
        """);

    assertThat(functions.json(NAME, "{}").path("errorMessage").asText()).endsWith("exit status 3");
    assertThat(functions.log).contains("before");
  }

  @Test
  void aHandlerThatExitsEndsItsEnvironmentWithItsStatus() throws IOException {
    deploy(
        """
        import sys
        def handler(event, context):
            sys.exit(4)
        """);

    var answer = functions.json(NAME, "{}");

    assertThat(answer.path("errorType").asText()).isEqualTo("Runtime.ExitError");
    assertThat(answer.path("errorMessage").asText()).endsWith("exit status 4");
    assertThat(functions.log).noneMatch(line -> line.startsWith("Fatal Python error"));
  }

  @Test
  void anErrorOfInitIsAnsweredAndDoesNotAbortTheInterpreter() throws IOException {
    deploy(
        """
        import atexit
        atexit.register(print, "ended in order")
        raise ValueError("no configuration")
        """);

    var answer = functions.json(NAME, "{}");

    assertThat(answer.path("errorType").asText()).isEqualTo("ValueError");
    await().until(() -> functions.log.contains("ended in order"));
    assertThat(functions.log).noneMatch(line -> line.startsWith("Fatal Python error"));
  }

  @Test
  void saysWhatToDoWithoutAnInterpreter() {
    var runtime = new ScriptRuntime(folder, "no-such-python", "no-such-node");

    assertThatThrownBy(() -> runtime.check("python3.12"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Runtime python3.12 needs no-such-python on the PATH");
    assertThatThrownBy(() -> runtime.check("nodejs22.x"))
        .hasMessageContaining("Runtime nodejs22.x needs no-such-node on the PATH");
  }

  private void deploy(String code) throws IOException {
    Files.writeString(folder.resolve("app.py"), code);
    functions.lambda.define(
        new FunctionSpec(
            NAME,
            "arn:aws:lambda:eu-central-1:000000000000:function:" + NAME,
            LocalFunctions.ROLE,
            "app.handler",
            List.of(folder),
            128,
            Duration.ofSeconds(2),
            Map.of(),
            null,
            FunctionSpec.LATEST,
            null,
            "python3.12",
            List.of(),
            "/aws/lambda/" + NAME,
            false,
            true));
  }
}

package com.example.orders.scripts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.example.orders.cli.Project;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A script in Python whose AWS client calls a local cloud. */
public final class PythonScript {
  private PythonScript() {}

  /** How it ended and all that it wrote. */
  public record Answer(int exitCode, String output) {}

  /**
   * The Python that {@code SAM_PYTHON} names, as in {@code make test}, or else that of {@code
   * scripts/python-env}, which installs it once.
   *
   * @throws IllegalStateException if there is none, so that no test is left out in silence
   */
  public static String interpreter() {
    var named = System.getenv("SAM_PYTHON");
    if (named != null) {
      return named;
    }
    var script = Project.find().root().resolve("scripts/python-env").toString();
    try {
      var process = new ProcessBuilder(script, "sam").redirectErrorStream(true).start();
      var output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(script + ": " + output);
      }
      return output.substring(output.lastIndexOf('\n') + 1) + "/bin/python";
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Runs it in the checkout's root, to its end.
   *
   * @param typed what it reads from its standard input
   * @param arguments Python's, so the script comes first
   */
  public static Answer run(URI endpoint, String typed, List<String> arguments) {
    var command = new ArrayList<>(List.of(interpreter()));
    command.addAll(arguments);
    var builder =
        new ProcessBuilder(command)
            .directory(Project.find().root().toFile())
            .redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "AWS_ENDPOINT_URL", endpoint.toString(),
                "AWS_REGION", "us-east-1",
                "AWS_DEFAULT_REGION", "us-east-1",
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local"));
    try {
      var process = builder.start();
      try (var keyboard = process.outputWriter(UTF_8)) {
        keyboard.write(typed);
      }
      var output = new String(process.getInputStream().readAllBytes(), UTF_8);
      return new Answer(process.waitFor(), output);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package com.example.orders.scripts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.example.orders.cli.Project;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A script in Python whose AWS client calls a local cloud; {@code SAM_PYTHON} names the Python. */
public final class PythonScript {
  private PythonScript() {}

  /** How it ended and all that it wrote. */
  public record Answer(int exitCode, String output) {}

  /**
   * Runs it in the checkout's root, to its end.
   *
   * @param typed what it reads from its standard input
   * @param arguments Python's, so the script comes first
   */
  public static Answer run(URI endpoint, String typed, List<String> arguments) {
    var command = new ArrayList<>(List.of(System.getenv("SAM_PYTHON")));
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

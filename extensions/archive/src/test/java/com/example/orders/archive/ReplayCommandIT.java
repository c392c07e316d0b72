package com.example.orders.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code make replay} says in one line what is wrong with what it was given. */
@Tag("local")
@Timeout(300)
class ReplayCommandIT {
  private static final String TIMES = "FROM=2026-11-01T12:00:00Z TO=2026-11-01T13:00:00Z";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TO=2026-11-01T12:00:00Z | FROM is missing, for example: make replay FROM=",
        "FROM=noon TO=2026-11-01T12:00:00Z | FROM must be a time such as",
        "FROM=2026-11-01T12:00:00Z TO=2026-11-01T11:00:00Z | FROM must be before TO",
        "FROM=2026-11-01T12:00:00Z TO=9999-01-01T00:00:00Z | TO must not be in the future",
        TIMES + " DRY_RUN=maybe | DRY_RUN must be 1 or left out, not: maybe",
        TIMES + " AWS_ENDPOINT_PORT=1 | No local cloud answers at http://127.0.0.1:1.",
        TIMES + " STACK=none | The archive of the stack none-archive cannot be used",
      })
  void saysWhatIsWrong(String arguments, String message) throws Exception {
    var words = new ArrayList<>(List.of("make", "-s", "replay"));
    words.addAll(List.of(arguments.split(" ")));
    var builder =
        new ProcessBuilder(words)
            .directory(Project.find().root().toFile())
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.matches("(AWS_|MAKE).*"));
    builder.environment().put("AWS_CONFIG_FILE", folder.resolve("config").toString());
    builder.environment().put("AWS_SHARED_CREDENTIALS_FILE", folder.resolve("keys").toString());
    builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
    var make = builder.start();

    var output = new String(make.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(make.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(make.exitValue()).as(output).isNotZero();
    assertThat(output.lines().filter(line -> line.contains(message))).as(output).hasSize(1);
    assertThat(output).doesNotContain("Exception in thread", "\tat ");
  }
}

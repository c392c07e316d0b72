package com.example.orders.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code make deploy} puts into the functions' code, so that a changed parameter makes
 * versions.
 */
class ReleaseTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @TempDir Path folder;

  @Test
  void itChangesWithTheTemplateTheStageAndTheParameters() throws Exception {
    Files.writeString(folder.resolve("template.yaml"), "Timeout: 10");
    Files.writeString(folder.resolve("samconfig.toml"), "version = 0.1");
    var first = release("dev", "--parameter-overrides", "TrafficShift=none");

    assertThat(first).matches("[0-9a-f]{40}");
    assertThat(release("dev", "--parameter-overrides", "TrafficShift=none")).isEqualTo(first);
    assertThat(release("dev", "--parameter-overrides", "TrafficShift=AllAtOnce"))
        .isNotEqualTo(first);
    assertThat(release("prod", "--parameter-overrides", "TrafficShift=none")).isNotEqualTo(first);
    Files.writeString(folder.resolve("template.yaml"), "Timeout: 11");
    assertThat(release("dev", "--parameter-overrides", "TrafficShift=none")).isNotEqualTo(first);
  }

  @Test
  void theDeploymentBuildsWithIt() throws Exception {
    assertThat(run("make", "-n", "deploy", "CONFIG_ENV=prod", "DEPLOY_ARGS=--no-confirm"))
        .contains("RELEASE=$(scripts/release . prod --no-confirm); export RELEASE");
    assertThat(run("make", "-n", "build-ListOrdersFunction", "ARTIFACTS_DIR=out", "RELEASE=abc"))
        .contains("echo 'abc' >\"out/release.txt\"");
    assertThat(run("make", "-n", "build-ListOrdersFunction", "ARTIFACTS_DIR=out"))
        .doesNotContain("release.txt");
  }

  private String release(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("scripts/release", folder.toString()));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new)).strip();
  }

  private static String run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).directory(ROOT.toFile()).start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}

package com.example.orders.documentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the pages say of costs is what {@code make costs} computes. */
class CostsTest {
  private static final Path ROOT = Project.find().root();
  private static final Pattern TOTAL =
      Pattern.compile("\\*\\*in all\\*\\* \\| \\| \\*\\*([\\d,.]+)\\*\\*");

  @Test
  void thePageIsWhatTheCommandComputes() throws Exception {
    assertThat(Files.readString(ROOT.resolve("docs/costs/README.md")))
        .as("run `make costs` and look at what changed")
        .isEqualTo(computed());
  }

  @Test
  void theDeployPageNamesTheTotals() throws Exception {
    var totals =
        TOTAL.matcher(computed()).results().map(total -> total.group(1).replace(",", "")).toList();
    assertThat(totals).hasSize(3);
    assertThat(Files.readString(ROOT.resolve("docs/deploy.md")))
        .contains(
            "Idle, the stack costs about $" + totals.get(1) + " a month",
            String.format(
                Locale.ROOT,
                "A million orders cost about $%.0f.",
                Double.parseDouble(totals.get(0))));
  }

  private static String computed() throws Exception {
    var script = ROOT.resolve("scripts/costs.py").toString();
    var process = new ProcessBuilder(List.of("python3", script, "--print")).start();
    var page = new String(process.getInputStream().readAllBytes(), UTF_8);
    var errors = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(errors).isZero();
    return page;
  }
}

package com.example.orders.documentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Extensions;
import com.example.orders.cli.Project;
import com.example.orders.scripts.PythonScript;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages say of costs is what {@code make costs} computes. */
class CostsTest {
  private static final Path ROOT = Project.find().root();

  @TempDir Path copy;

  private record Checked(int exitCode, String said) {}

  @Test
  void thePagesAreWhatTheCommandComputes() throws Exception {
    var checked = check(ROOT);
    assertThat(checked.exitCode()).as(checked.said()).isZero();
  }

  @Test
  void aPageThatSaysSomethingElseIsNamed() throws Exception {
    copyWhatItReads();
    assertThat(check(copy).exitCode()).isZero();
    change("docs/costs/prices.json", "\"usd\": 25.0,", "\"usd\": 26.0,");
    var said = check(copy).said();
    assertThat(said).contains("make costs", "README.md", "docs/deploy.md", "docs/costs/README.md");
    for (var name : Extensions.of(Project.find()).names()) {
      var page = "extensions/" + name + "/README.md";
      assertThat(said.contains(page)).as(page).isEqualTo(placesOrders(name));
    }
  }

  /** What a million orders cost is part of the month of an extension that places some. */
  private boolean placesOrders(String extension) throws IOException {
    var file = copy.resolve("extensions").resolve(extension).resolve("costs.json");
    return Files.exists(file) && Files.readString(file).contains("\"orders\":");
  }

  @Test
  void aTypeOfResourceThatNobodyHasPricedIsRefused() throws Exception {
    copyWhatItReads();
    change(
        "template.yaml",
        "  OrderEvents:\n",
        "  Gate: {Type: AWS::EC2::NatGateway}\n  OrderEvents:\n");
    var checked = check(copy);
    assertThat(checked.exitCode()).isEqualTo(1);
    assertThat(checked.said()).contains("./template.yaml: AWS::EC2::NatGateway has in prices.json");
  }

  @Test
  void everyPriceHasItsSourceAndEveryTypeAPriceOrAReason() throws Exception {
    var book = new ObjectMapper().readTree(ROOT.resolve("docs/costs/prices.json").toFile());
    var prices = book.path("prices");
    assertThat(prices).isNotEmpty();
    for (var price : prices.properties()) {
      var fields = price.getValue();
      assertThat(fields.path("usd").isNumber() && fields.path("per").isNumber())
          .as(price.getKey())
          .isTrue();
      assertThat(fields.path("source").asText())
          .as(price.getKey())
          .matches("https://aws\\.amazon\\.com/.+");
    }
    for (var type : book.path("resources").properties()) {
      var named = type.getValue().path("prices").valueStream().map(JsonNode::asText).toList();
      assertThat(named.isEmpty()).as(type.getKey()).isEqualTo(type.getValue().has("free"));
      assertThat(named).as(type.getKey()).allMatch(prices::has);
      assertThat(type.getValue().path("free").asText("in use")).as(type.getKey()).isNotBlank();
    }
  }

  private void copyWhatItReads() throws IOException {
    var files = new ArrayList<>(List.of("scripts/costs.py", "template.yaml", "README.md"));
    files.addAll(List.of("docs/deploy.md", "docs/costs/README.md", "extensions/pom.xml"));
    files.addAll(List.of("docs/costs/counts.json", "docs/costs/prices.json"));
    for (var name : Extensions.of(Project.find()).names()) {
      Stream.of("template.yaml", "README.md", "costs.json")
          .map(file -> "extensions/" + name + "/" + file)
          .filter(file -> Files.exists(ROOT.resolve(file)))
          .forEach(files::add);
    }
    for (var file : files) {
      Files.createDirectories(copy.resolve(file).getParent());
      Files.copy(ROOT.resolve(file), copy.resolve(file));
    }
  }

  private void change(String file, String text, String into) throws IOException {
    var path = copy.resolve(file);
    assertThat(Files.readString(path)).containsOnlyOnce(text);
    Files.writeString(path, Files.readString(path).replace(text, into));
  }

  private static Checked check(Path root) throws Exception {
    var script = root.resolve("scripts/costs.py").toString();
    var process =
        new ProcessBuilder(PythonScript.interpreter(), "-B", script, "--check")
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Checked(process.waitFor(), said);
  }
}

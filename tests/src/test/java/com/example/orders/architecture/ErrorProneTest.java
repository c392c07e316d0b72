package com.example.orders.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build loads Error Prone once, and it finds in each module what is wrong. */
class ErrorProneTest {
  private static final List<String> MODULES = List.of("one", "another");

  /** What each module has, compiled at the same time as the other's. */
  private static final String PLANTED =
      """
      @org.jspecify.annotations.NullMarked
      final class Planted {
        int length() {
          int spare = 1;
          String nothing = null;
          return nothing.length();
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void isLoadedOnceAndRefusesMistakesInTwoModulesAtOnce() throws Exception {
    plant();
    var output = compile();
    for (var module : MODULES) {
      for (var mistake : List.of("4,8] error: [UnusedVariable]", "6,18] error: [NullAway]")) {
        assertThat(output).contains(module + "/src/main/java/Planted.java:[" + mistake);
      }
    }
    assertThat(Files.readString(folder.resolve("loaded.txt")))
        .containsOnlyOnce(" com.google.errorprone.ErrorProneJavacPlugin ");
  }

  private void plant() throws IOException {
    var parent = folder.toRealPath().relativize(Module.ROOT.resolve("pom.xml"));
    Files.writeString(
        folder.resolve("pom.xml"),
        pom("orderly", parent, "planted", "<packaging>pom</packaging>" + modules()));
    for (var module : MODULES) {
      var sources = Files.createDirectories(folder.resolve(module + "/src/main/java"));
      Files.writeString(sources.resolve("Planted.java"), PLANTED);
      Files.writeString(
          folder.resolve(module + "/pom.xml"),
          pom("planted", Path.of("../pom.xml"), "planted-" + module, ""));
    }
  }

  private static String modules() {
    return "<modules><module>" + String.join("</module><module>", MODULES) + "</module></modules>";
  }

  private static String pom(String parent, Path at, String name, String more) {
    return """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <parent>
            <groupId>com.example.orders</groupId>
            <artifactId>%s</artifactId>
            <version>1.0.0</version>
            <relativePath>%s</relativePath>
          </parent>
          <artifactId>%s</artifactId>
          %s
        </project>
        """
        .formatted(parent, at, name, more);
  }

  /** As {@code scripts/build} does it, with the options of {@code .mvn}. */
  private String compile() throws Exception {
    var options = Files.createDirectories(folder.resolve(".mvn")).resolve("jvm.config");
    Files.copy(Module.ROOT.resolve(".mvn/jvm.config"), options);
    var loader = Module.ROOT.resolve("scripts/LoadedOnce.java").toString();
    var javac = ToolProvider.findFirst("javac").orElseThrow();
    var classes = folder.resolve("target/javac").toString();
    assertThat(javac.run(System.out, System.err, "-d", classes, loader)).isZero();

    var command =
        new ProcessBuilder(
                Module.ROOT.resolve("mvnw").toString(),
                "-q",
                "-T2",
                "--fail-at-end",
                "-Dmaven.repo.local=" + System.getProperty("localRepository"),
                "compile")
            .directory(folder.toFile());
    command.environment().put("JAVA_HOME", System.getProperty("java.home"));
    command
        .environment()
        .merge(
            "MAVEN_OPTS",
            "-Duser.language=en -Xlog:class+load:file=loaded.txt",
            (all, one) -> all + " " + one);
    var process = command.redirectErrorStream(true).start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isNotZero();
    return output;
  }
}

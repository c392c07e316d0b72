package com.example.orders.architecture;

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
  private PlantedBuild build;

  @Test
  void isLoadedOnceAndRefusesMistakesInTwoModulesAtOnce() throws Exception {
    build = new PlantedBuild(folder);
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
    build.module(folder, "planted", PlantedBuild.modules(MODULES));
    for (var module : MODULES) {
      var at = folder.resolve(module);
      build.module(at, "planted", folder.resolve("pom.xml"), "planted-" + module, "");
      var sources = Files.createDirectories(at.resolve("src/main/java"));
      Files.writeString(sources.resolve("Planted.java"), PLANTED);
    }
  }

  /** As {@code scripts/build} does it, with the options of {@code .mvn}. */
  private String compile() throws Exception {
    var options = Files.createDirectories(folder.resolve(".mvn")).resolve("jvm.config");
    Files.copy(Module.ROOT.resolve(".mvn/jvm.config"), options);
    var loader = Module.ROOT.resolve("scripts/LoadedOnce.java").toString();
    var javac = ToolProvider.findFirst("javac").orElseThrow();
    var classes = folder.resolve("target/javac").toString();
    assertThat(javac.run(System.out, System.err, "-d", classes, loader)).isZero();

    return build.failure(
        "-Duser.language=en -Xlog:class+load:file=loaded.txt",
        "-q",
        "-T2",
        "-Dmaven.repo.local=" + System.getProperty("localRepository"),
        "compile");
  }
}

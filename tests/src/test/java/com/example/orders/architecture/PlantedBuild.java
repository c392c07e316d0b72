package com.example.orders.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Maven project outside of the checkout whose build is to fail. */
record PlantedBuild(Path folder) {
  /** A module of our parent POM. */
  void module(Path at, String name, String more) throws IOException {
    module(at, "orderly", Module.ROOT.resolve("pom.xml"), name, more);
  }

  /** A module of another parent. */
  void module(Path at, String parent, Path parentPom, String name, String more) throws IOException {
    var path = Files.createDirectories(at).toRealPath().relativize(parentPom.toRealPath());
    var pom =
        """
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
        """;
    Files.writeString(at.resolve("pom.xml"), pom.formatted(parent, path, name, more));
  }

  static String modules(Iterable<String> names) {
    var all = String.join("</module><module>", names);
    return "<packaging>pom</packaging><modules><module>" + all + "</module></modules>";
  }

  /**
   * What Maven says; it has to fail.
   *
   * @param options of Maven's JVM, beside those that are set
   */
  String failure(String options, String... arguments) throws IOException, InterruptedException {
    var words = new ArrayList<>(List.of(Module.ROOT.resolve("mvnw").toString(), "--fail-at-end"));
    words.addAll(List.of(arguments));
    var command = new ProcessBuilder(words).directory(folder.toFile());
    command.environment().put("JAVA_HOME", System.getProperty("java.home"));
    command.environment().merge("MAVEN_OPTS", options, (all, more) -> all + " " + more);
    var process = command.redirectErrorStream(true).start();
    process.getOutputStream().close();
    var written = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(written).isNotZero();
    return written;
  }
}

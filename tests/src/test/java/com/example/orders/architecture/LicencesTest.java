package com.example.orders.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The build lists every dependency's licence and refuses one that is not on its list. */
class LicencesTest {
  private static final Pattern ALLOWED =
      Pattern.compile("<includedLicense>(.*?)</includedLicense>");
  private static final Pattern DOCUMENTED = Pattern.compile("(?m)^- `([^`]+)`$");

  /** What each planted module's one dependency has; one build checks all of them. */
  private static final Map<String, String> LICENCES =
      Map.of(
          "not-free", "<license><name>Planted Commercial Licence</name></license>",
          "without", "<license></license>",
          "free", "<license><name>The Apache Software License, Version 2.0</name></license>");

  @TempDir private static Path folder;
  private static String output;

  @BeforeAll
  static void checkAll() throws Exception {
    var build = new PlantedBuild(folder);
    for (var module : LICENCES.keySet()) {
      var repository =
          Files.createDirectories(folder.resolve("repository/planted/" + module + "/1"));
      Files.writeString(repository.resolve(module + "-1.pom"), library(module));
      new JarOutputStream(Files.newOutputStream(repository.resolve(module + "-1.jar"))).close();
      var dependency =
          "<dependencies><dependency><groupId>planted</groupId><artifactId>%s</artifactId>"
              + "<version>1</version></dependency></dependencies>";
      build.module(folder.resolve(module), "with-" + module, dependency.formatted(module));
    }
    build.module(folder, "planted", PlantedBuild.modules(LICENCES.keySet()));
    output =
        build.failure(
            "",
            "-B",
            "-Dmaven.repo.local=" + folder.resolve("repository"),
            "-Dmaven.repo.local.tail=" + System.getProperty("localRepository"),
            "org.codehaus.mojo:license-maven-plugin:add-third-party@licences");
  }

  @Test
  void refusesADependencyThatIsNotFree() {
    assertThat(output).containsPattern("with-not-free \\.+ FAILURE");
    assertThat(said("not-free")).contains("Planted Commercial Licence");
  }

  @Test
  void refusesADependencyWithoutALicence() {
    assertThat(output).containsPattern("with-without \\.+ FAILURE");
    assertThat(said("without")).contains("no license", "planted");
  }

  @Test
  void acceptsAndListsADependencyThatIsFree() {
    assertThat(output).containsPattern("with-free \\.+ SUCCESS");
    assertThat(folder.resolve("free/target/licences.txt"))
        .content()
        .containsPattern("(?s)Apache-2\\.0:.* free \\(planted:free:1 .*EPL-2\\.0:");
  }

  @Test
  void theDocumentNamesTheSameLicences() {
    var allowed = ALLOWED.matcher(Module.read(Module.ROOT.resolve("pom.xml"))).results();
    var documented = DOCUMENTED.matcher(Module.read(Module.ROOT.resolve("docs/licences.md")));
    assertThat(allowed.map(LicencesTest::first).toList())
        .isNotEmpty()
        .containsExactlyElementsOf(documented.results().map(LicencesTest::first).toList());
  }

  private static String first(MatchResult found) {
    return found.group(1);
  }

  /** What the build writes while it checks that module. */
  private static String said(String module) {
    var from = output.indexOf("< com.example.orders:with-" + module + " >");
    assertThat(from).as(output).isNotNegative();
    var next = Pattern.compile("-< com\\.example\\.orders:|Reactor Summary").matcher(output);
    return output.substring(from, next.find(from) ? next.start() : output.length());
  }

  private static String library(String module) {
    return """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>planted</groupId>
          <artifactId>%s</artifactId>
          <version>1</version>
          <name>%s</name>
          <licenses>%s</licenses>
        </project>
        """
        .formatted(module, module, LICENCES.get(module));
  }
}

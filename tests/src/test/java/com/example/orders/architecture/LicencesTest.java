package com.example.orders.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The build lists every dependency's licence and refuses one that is not on its list. */
class LicencesTest {
  private static final Pattern ALLOWED =
      Pattern.compile("<includedLicense>(.*?)</includedLicense>");
  private static final Pattern DOCUMENTED = Pattern.compile("(?m)^- `([^`]+)`$");

  private record Outcome(int exit, String output) {}

  @TempDir Path folder;

  @Test
  void refusesADependencyThatIsNotFree() throws Exception {
    assertThat(check("<name>Planted Commercial Licence</name>"))
        .satisfies(
            outcome -> {
              assertThat(outcome.exit()).isNotZero();
              assertThat(outcome.output()).contains("Planted Commercial Licence");
            });
  }

  @Test
  void refusesADependencyWithoutALicence() throws Exception {
    assertThat(check(""))
        .satisfies(
            outcome -> {
              assertThat(outcome.exit()).isNotZero();
              assertThat(outcome.output()).contains("no license", "planted");
            });
  }

  @Test
  void acceptsAndListsADependencyThatIsFree() throws Exception {
    var outcome = check("<name>The Apache Software License, Version 2.0</name>");
    assertThat(outcome.exit()).as(outcome.output()).isZero();
    assertThat(folder.resolve("target/licences.txt"))
        .content()
        .containsPattern("(?s)Apache-2\\.0:.* planted \\(planted:planted:1 .*EPL-2\\.0:");
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

  /** Runs the build's check on a project whose one dependency has that licence. */
  private Outcome check(String licence) throws IOException, InterruptedException {
    var repository = Files.createDirectories(folder.resolve("repository/planted/planted/1"));
    Files.writeString(
        repository.resolve("planted-1.pom"), pom("planted", "<license>" + licence + "</license>"));
    new JarOutputStream(Files.newOutputStream(repository.resolve("planted-1.jar"))).close();
    Files.writeString(folder.resolve("pom.xml"), project());
    var command =
        new ProcessBuilder(
            Module.ROOT.resolve("mvnw").toString(),
            "-B",
            "-f",
            folder.resolve("pom.xml").toString(),
            "-Dmaven.repo.local=" + folder.resolve("repository"),
            "-Dmaven.repo.local.tail=" + System.getProperty("localRepository"),
            "org.codehaus.mojo:license-maven-plugin:add-third-party@licences");
    command.environment().put("JAVA_HOME", System.getProperty("java.home"));
    var process = command.redirectErrorStream(true).start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  private static String pom(String name, String licences) {
    return """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>%s</groupId>
          <artifactId>%s</artifactId>
          <version>1</version>
          <name>planted</name>
          <licenses>%s</licenses>
        </project>
        """
        .formatted(name, name, licences);
  }

  private String project() throws IOException {
    return """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <parent>
            <groupId>com.example.orders</groupId>
            <artifactId>orderly</artifactId>
            <version>1.0.0</version>
            <relativePath>%s</relativePath>
          </parent>
          <artifactId>with-a-planted-licence</artifactId>
          <dependencies>
            <dependency><groupId>planted</groupId><artifactId>planted</artifactId><version>1</version></dependency>
          </dependencies>
        </project>
        """
        .formatted(folder.toRealPath().relativize(Module.ROOT.resolve("pom.xml")));
  }
}

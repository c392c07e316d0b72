package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Extensions;
import com.example.orders.cli.Project;
import com.example.orders.cli.StackOutputs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.cloud.StackSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** On a copy of the checkout: all extensions are taken away, and one with a function is added. */
@Tag("local")
@Execution(CONCURRENT)
@Timeout(300)
class ExtensionFoldersIT {
  private static final Path ROOT = Project.find().root();
  private static final Set<String> NOT_COPIED =
      Set.of("target", ".git", ".aws-sam", "__pycache__", "node_modules");

  @TempDir Path folder;

  /** Their folders and their lines in the list, and nothing else. */
  @Test
  void withoutAnyExtensionEverythingElseWorks() throws Exception {
    copy(ROOT, folder);
    var extensions = Extensions.of(new Project(folder));
    assertThat(extensions.names()).isNotEmpty();
    for (var name : extensions.names()) {
      delete(folder.resolve("extensions").resolve(name));
      dropLine(folder.resolve("extensions/pom.xml"), "<module>" + name + "</module>");
    }
    Files.createDirectories(folder.resolve("target"));
    Files.createSymbolicLink(
        folder.resolve("target/functions"), ROOT.resolve("target/functions").toRealPath());

    assertThat(run(folder, 0, "./mvnw", "-q", "validate")).doesNotContain("ERROR");
    assertThat(run(folder, 0, "make", "-s", "help"))
        .contains("make demo")
        .doesNotContain("make replay");
    assertThat(run(folder, 2, "make", "-s", "run", "EXTENSIONS=archive"))
        .contains("There is no extension archive; there are: none");
    var classes = ROOT.resolve("cli/target/classes") + ":" + ROOT.resolve("cli/target/lib/*");
    assertThat(run(folder, 0, java(), "-cp", classes, "com.example.orders.cli.Demo", "--quiet"))
        .contains("lost=0");
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "SAM_PYTHON", matches = ".+")
  void aFunctionOfAnExtensionIsBuiltBySamAndInvokedByTheCoresEvents() throws Exception {
    copyOfLibraries();
    var greeting = folder.resolve("extensions/greeting");
    copy(ROOT.resolve("tests/src/test/resources/extension/greeting"), greeting);
    Files.writeString(
        folder.resolve("extensions/pom.xml"),
        Files.readString(ROOT.resolve("extensions/pom.xml"))
            .replaceAll(
                "(?s)<modules>.*</modules>", "<modules><module>greeting</module></modules>"));

    run(
        greeting,
        0,
        Path.of(System.getenv("SAM_PYTHON")).resolveSibling("sam").toString(),
        "build");

    var built = greeting.resolve(".aws-sam/build");
    assertThat(built.resolve("GreetCustomerFunction/lib/order-core-1.0.0.jar")).isRegularFile();
    var lines = new CopyOnWriteArrayList<String>();
    var beside =
        new StackSource(
            "local-greeting",
            greeting.resolve("template.yaml"),
            built,
            Map.of("CoreStackName", "local"));
    var settings =
        LocalCloudSettings.of(Project.find().template(), Project.find().artifacts())
            .withStackBeside(beside)
            .withLogs((function, environment, line) -> lines.add(line));
    try (var cloud = LocalCloud.start(settings)) {
      put(cloud);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> lines.stream().anyMatch(line -> line.contains("Greetings to acme#")));
    }
  }

  private static void put(LocalCloud cloud) {
    var endpoint = cloud.endpointUrl().toString();
    try (var events = StackOutputs.configure(EventBridgeClient.builder(), endpoint).build()) {
      var order = "{\"customer\": \"acme\", \"orderId\": \"0199c0de-0000-7000-8000-000000000001\"}";
      var event =
          PutEventsRequestEntry.builder()
              .eventBusName(cloud.output("OrderEventsName"))
              .source("orderly.orders")
              .detailType("OrderGreeted")
              .detail("{\"data\": " + order + "}")
              .build();
      events.putEvents(request -> request.entries(event));
    }
  }

  /** All that a function's build needs: the core's own functions would only take time. */
  private void copyOfLibraries() throws IOException {
    for (var part : List.of("libs", "scripts", ".mvn")) {
      copy(ROOT.resolve(part), folder.resolve(part));
    }
    Files.createDirectories(folder.resolve("functions"));
    Files.createDirectories(folder.resolve("extensions"));
    for (var file : List.of("Makefile", "mvnw")) {
      Files.copy(ROOT.resolve(file), folder.resolve(file));
    }
    var pom =
        Files.readAllLines(ROOT.resolve("pom.xml")).stream()
            .filter(line -> !line.matches("\\s*<module>(?!libs/|extensions<).*"))
            .toList();
    Files.write(folder.resolve("pom.xml"), pom);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String run(Path where, int exit, String... command) throws Exception {
    var all = new ArrayList<>(List.of(command));
    if (command[0].equals(java())) {
      all.addAll(
          1,
          List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    }
    var builder = new ProcessBuilder(all).directory(where.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("MAKE"));
    builder.environment().put("SAM_CLI_TELEMETRY", "0");
    // Error Prone has seen the libraries where they were copied from.
    builder.environment().put("MAVEN_ARGS", "-Derror-prone=-proc:none");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(200, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isEqualTo(exit);
    return output;
  }

  private static void dropLine(Path file, String text) throws IOException {
    var lines = Files.readAllLines(file);
    assertThat(lines).filteredOn(line -> line.contains(text)).hasSize(1);
    Files.write(file, lines.stream().filter(line -> !line.contains(text)).toList());
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
              throws IOException {
            if (NOT_COPIED.contains(dir.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(dir)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            try {
              Files.copy(file, to.resolve(from.relativize(file)));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}

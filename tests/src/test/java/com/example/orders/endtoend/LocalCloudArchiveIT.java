package com.example.orders.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The local cloud's archive, unpacked elsewhere, runs a SAM project that is not of this repository.
 */
@Tag("local")
@Execution(CONCURRENT)
@Timeout(120)
class LocalCloudArchiveIT {
  @TempDir static Path folder;
  private static Path jar;
  private static Path project;

  @BeforeAll
  static void unpackAndBuildAProject() throws Exception {
    var root = Project.find().root();
    run(root, root.resolve("scripts/local-dist").toString(), folder.toString());
    try (var files = Files.list(folder)) {
      var archive = files.filter(file -> file.toString().endsWith(".tar.gz")).findFirst();
      run(folder, "tar", "-xzf", archive.orElseThrow().toString());
    }
    try (var files = Files.list(folder)) {
      jar = files.filter(Files::isDirectory).findFirst().orElseThrow().resolve("localcloud.jar");
    }
    project = Files.createDirectory(folder.resolve("project"));
    var built = Files.createDirectories(project.resolve(".aws-sam/build/Hello"));
    var sources = root.resolve("tests/src/test/resources/hello");
    var compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null, null, null, "-d", built.toString(), sources.resolve("Hello.java").toString());
    assertThat(compiled).isZero();
    // As `sam build` leaves it: the code beside the template, which names it.
    var template = Files.readString(sources.resolve("template.yaml"));
    Files.writeString(project.resolve("template.yaml"), template);
    Files.writeString(
        built.resolveSibling("template.yaml"),
        template.replace("CodeUri: hello", "CodeUri: Hello"));
  }

  @Test
  void aProjectThatSamBuildHasBuiltRuns() throws Exception {
    var cloud = start("--api-port=0", "--endpoint-port=0", "project", "Who=you");
    try (var out = new BufferedReader(new InputStreamReader(cloud.getInputStream(), UTF_8))) {
      var said = untilReady(out);
      var url =
          said.stream()
              .filter(line -> line.startsWith("Output") && line.contains(" Url "))
              .map(line -> line.substring(line.lastIndexOf(' ') + 1))
              .findFirst()
              .orElseThrow();
      assertThat(said)
          .anyMatch(line -> line.matches("API +Api +http://127.0.0.1:\\d+/v1"))
          .anyMatch(line -> line.matches("Function +Hello +local-Hello"))
          .anyMatch(line -> line.matches("Queue +Jobs +http://127.0.0.1:\\d+/0{12}/local-Jobs"))
          .anyMatch(line -> line.matches("Table +Notes +local-Notes"))
          .anyMatch(line -> line.equals("  AWS::SQS::Queue: SqsManagedSseEnabled"))
          .noneMatch(line -> line.contains("seed") || line.contains("Orderly"));
      assertThat(get(url)).isEqualTo("Hello, you");
    } finally {
      cloud.destroy();
      assertThat(cloud.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "missing.yaml | There is no missing.yaml",
        "project/.aws-sam | project/.aws-sam holds no template.yaml",
        "--api-port=0 --endpoint-port=0 project Whom=you | parameter Whom: is set but not declared",
        "--api-port=0 --endpoint-port=TAKEN project | Port TAKEN is in use.",
        "--api-port=0 --endpoint-port=0 unbuilt | Function Hello is not built",
      })
  void saysInOneLineWhatIsWrong(String arguments, String message) throws Exception {
    var unbuilt = Files.createDirectories(folder.resolve("unbuilt"));
    if (Files.notExists(unbuilt.resolve("template.yaml"))) {
      Files.copy(project.resolve("template.yaml"), unbuilt.resolve("template.yaml"));
    }
    try (var taken = new ServerSocket(0)) {
      var port = Integer.toString(taken.getLocalPort());
      var ended = start(arguments.replace("TAKEN", port).split(" "));
      var output = new String(ended.getInputStream().readAllBytes(), UTF_8);
      assertThat(ended.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(ended.exitValue()).as(output).isNotZero();
      assertThat(output).contains(message.replace("TAKEN", port)).doesNotContain("\tat ");
    }
  }

  private static List<String> untilReady(BufferedReader out) throws IOException {
    var said = new ArrayList<String>();
    for (var line = out.readLine(); line != null; line = out.readLine()) {
      said.add(line);
      if (line.startsWith("READY")) {
        return said;
      }
    }
    throw new AssertionError("It ended: " + String.join("\n", said));
  }

  private static Process start(String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
  }

  private static void run(Path in, String... command) throws Exception {
    var process =
        new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private static String get(String url) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(url)).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }
}

package com.example.orders.scripts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.example.orders.cli.Project;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Requests that Schemathesis makes from the description of an API: {@code scripts/fuzz-api}. The
 * environment's {@code SEED} makes other ones, {@code FUZZ_CASES} more.
 *
 * @param folder where the users, the report and what the hooks have seen are
 * @param cases how many an operation in each phase that generates
 */
public record GeneratedRequests(Path folder, long seed, int cases) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What came of them.
   *
   * @param json Schemathesis's own report
   * @param seen the lines that the hooks wrote
   * @param output says which request was answered wrongly and how to send it again
   */
  public record Report(JsonNode json, List<String> seen, String output) {
    public int exitCode() {
      return json.at("/exit_code").asInt(-1);
    }

    public int operations() {
      return json.at("/operations/tested").asInt();
    }

    public int cases() {
      return json.at("/test_cases/generated").asInt();
    }

    public int failures() {
      return json.at("/test_cases/unique_failures").asInt();
    }
  }

  /** For the tests of a module, with what it sends if the environment says nothing else. */
  public static GeneratedRequests of(Path module, long seed, int cases) throws IOException {
    var drawn = Long.parseLong(setting("SEED", Long.toString(seed)));
    var folder = module.resolve("target/generated-requests/" + drawn);
    Files.createDirectories(folder);
    Files.deleteIfExists(folder.resolve("report.json"));
    Files.writeString(folder.resolve("seen.txt"), "");
    var each = Integer.parseInt(setting("FUZZ_CASES", Integer.toString(cases)));
    return new GeneratedRequests(folder, drawn, each);
  }

  /**
   * Sends them.
   *
   * @param tokens an access token by the name that the hooks know its customer by
   * @param description the description and the folder of the settings; none for the core's
   * @throws IllegalStateException if there is no report
   */
  public Report send(String api, Map<String, String> tokens, Path... description)
      throws IOException, InterruptedException {
    writeUsers(tokens);
    var script = Project.find().root().resolve("scripts/fuzz-api").toString();
    var command = new ArrayList<>(List.of(script, api, Long.toString(seed)));
    command.addAll(List.of(Integer.toString(cases), folder.toString()));
    for (var path : description) {
      command.add(path.toString());
    }
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      var output = new String(process.getInputStream().readAllBytes(), UTF_8);
      Files.writeString(folder.resolve("output.txt"), output);
      var report = folder.resolve("report.json");
      if (!process.waitFor(60, TimeUnit.SECONDS) || Files.notExists(report)) {
        throw new IllegalStateException("No report: " + output);
      }
      var seen = Files.readAllLines(folder.resolve("seen.txt"));
      return new Report(JSON.readTree(report.toFile()), seen, output);
    } finally {
      process.destroyForcibly();
    }
  }

  private void writeUsers(Map<String, String> tokens) throws IOException {
    var users = JSON.createObjectNode();
    tokens.forEach(
        (name, token) ->
            users
                .withArray("auth")
                .addObject()
                .put("name", name)
                .withArray("fixedHeaders")
                .addObject()
                .put("name", "Authorization")
                .put("value", "Bearer " + token));
    JSON.writeValue(folder.resolve("users.json").toFile(), users);
  }

  private static String setting(String name, String otherwise) {
    var value = System.getenv(name);
    return value == null || value.isEmpty() ? otherwise : value;
  }
}

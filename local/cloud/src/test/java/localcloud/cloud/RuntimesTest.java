package localcloud.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions in Python and JavaScript, and layers, run for real. */
class RuntimesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ECHO = "com/example/sample/EchoHandler.class";
  private static final List<String> LINES = new CopyOnWriteArrayList<>();

  @TempDir static Path folder;
  private static LocalCloud cloud;

  @BeforeAll
  static void start() throws IOException, URISyntaxException {
    write("Shared/python/shared.py", "def greet(name):\n    return 'Hello ' + name\n");
    write("Shared/nodejs/node_modules/shared/index.js", "exports.greet = (name) => 'Hi ' + name;");
    writeEchoJar(Files.createDirectories(folder.resolve("Shared/java/lib")).resolve("echo.jar"));
    write(
        "Snake/app.py",
        """
        import shared

        def handler(event, context):
            if event.get("fail"):
                raise ValueError("no such name: ä")
            print("greeting", event["name"])
            return {
                "greeting": shared.greet(event["name"]),
                "function": context.function_name,
                "timely": 0 < context.get_remaining_time_in_millis() <= 10000,
            }
        """);
    write(
        "Knot/index.js",
        """
        const shared = require("shared");
        exports.handler = async (event, context) => {
          if (event.fail) {
            throw new TypeError("no such name: ä");
          }
          console.log("greeting", event.name);
          return { greeting: shared.greet(event.name), function: context.functionName };
        };
        """);
    Files.createDirectories(folder.resolve("Bean"));
    var template = Path.of(RuntimesTest.class.getResource("/triggers/runtimes.yaml").toURI());
    cloud =
        LocalCloud.start(
            LocalCloudSettings.of(template, folder)
                .withLogs((function, environment, line) -> LINES.add(function + " " + line)));
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @Test
  void aPythonFunctionRunsWithItsLayer() {
    var answer = invoke("Snake", "{\"name\":\"Zoë\"}");

    assertThat(json(answer).path("greeting").asText()).isEqualTo("Hello Zoë");
    assertThat(json(answer).path("function").asText()).isEqualTo("local-Snake");
    assertThat(json(answer).path("timely").asBoolean()).isTrue();
    assertThat(LINES).contains("local-Snake greeting Zoë");
  }

  @Test
  void aPythonErrorHasLambdasForm() {
    var answer = invoke("Snake", "{\"fail\":true}");

    assertThat(answer.headers()).containsKey("x-amz-function-error");
    assertThat(json(answer).path("errorType").asText()).isEqualTo("ValueError");
    assertThat(json(answer).path("errorMessage").asText()).isEqualTo("no such name: ä");
    assertThat(json(answer).path("stackTrace").get(0).asText()).contains("app.py");
  }

  @Test
  void aNodeFunctionRunsWithItsLayer() {
    var answer = invoke("Knot", "{\"name\":\"Zoë\"}");

    assertThat(json(answer).path("greeting").asText()).isEqualTo("Hi Zoë");
    assertThat(LINES).anyMatch(line -> line.matches("local-Knot .*\\tINFO\\tgreeting Zoë"));
  }

  @Test
  void aNodeErrorHasLambdasForm() {
    var answer = invoke("Knot", "{\"fail\":true}");

    assertThat(answer.headers()).containsKey("x-amz-function-error");
    assertThat(json(answer).path("errorType").asText()).isEqualTo("TypeError");
    assertThat(json(answer).path("errorMessage").asText()).isEqualTo("no such name: ä");
  }

  @Test
  void aJavaFunctionLoadsTheJarsOfItsLayer() {
    assertThat(invoke("Bean", "{\"a\":1}").text()).isEqualTo("{\"a\":1}");
  }

  @Test
  void whatAFunctionPrintsIsFoundInItsLogGroup() {
    invoke("Snake", "{\"name\":\"Ada\"}");

    var found =
        logs(
            "FilterLogEvents",
            "{\"logGroupName\":\"animals\",\"filterPattern\":\"greeting Ada -nobody\"}");
    assertThat(found.path("events")).hasSize(1);
    assertThat(found.at("/events/0/message").asText()).isEqualTo("greeting Ada");
    var stream = found.at("/events/0/logStreamName").asText();
    var lines =
        logs(
            "GetLogEvents",
            "{\"logGroupName\":\"animals\",\"logStreamName\":\"%s\",\"startFromHead\":true}"
                .formatted(stream));
    assertThat(lines.at("/events/0/message").asText()).startsWith("START RequestId:");
    assertThat(logs("DescribeLogStreams", "{\"logGroupName\":\"animals\"}").toString())
        .contains(stream);
    assertThat(logs("DescribeLogGroups", "{}").findValuesAsText("logGroupName"))
        .contains("animals", "/aws/lambda/local-Bean");
  }

  private static JsonNode logs(String operation, String request) {
    return json(
        cloud
            .aws()
            .answer(
                AwsCall.json(
                    "logs",
                    "arn:aws:iam::000000000000:root",
                    "Logs_20140328." + operation,
                    request)));
  }

  private static AwsAnswer invoke(String function, String event) {
    return cloud
        .aws()
        .answer(
            new AwsCall(
                "lambda",
                "arn:aws:iam::000000000000:root",
                "POST",
                "/2015-03-31/functions/local-" + function + "/invocations",
                Map.of("content-type", "application/json"),
                event.getBytes(UTF_8)));
  }

  private static JsonNode json(AwsAnswer answer) {
    try {
      return JSON.readTree(answer.text());
    } catch (IOException e) {
      throw new AssertionError(answer.text(), e);
    }
  }

  private static void write(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void writeEchoJar(Path jar) throws IOException {
    try (var code = RuntimesTest.class.getResourceAsStream("/" + ECHO);
        var out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(ECHO));
      code.transferTo(out);
    }
  }
}

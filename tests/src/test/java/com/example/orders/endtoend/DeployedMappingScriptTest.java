package com.example.orders.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.example.orders.api.AnyText;
import com.example.orders.api.RefusedKey;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** boto3 sends what the script is given, to a server that answers like API Gateway's API. */
class DeployedMappingScriptTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RESOURCES =
      """
      {"item":[{"id":"root","path":"/"},{"id":"one","path":"/orders/{orderId}"},{"id":"abc","path":"/orders"}]}
      """;

  private final CopyOnWriteArrayList<JsonNode> invoked = new CopyOnWriteArrayList<>();

  @Test
  void sendsEachBodyToTheOrdersResource(@TempDir Path folder) throws Exception {
    assumeTrue(System.getenv("SAM_PYTHON") != null, "set SAM_PYTHON to a Python with boto3");
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    try {
      var orders = AnyText.written().map(text -> Orders.good().put("note", text)).toList();
      var answers =
          DeployedMappingIT.answers(
              "api1",
              orders,
              folder,
              Map.of(
                  "AWS_ENDPOINT_URL", "http://127.0.0.1:" + server.getAddress().getPort(),
                  "AWS_ACCESS_KEY_ID", "local",
                  "AWS_SECRET_ACCESS_KEY", "local",
                  "AWS_REGION", "us-east-1",
                  "AWS_DEFAULT_REGION", "us-east-1"));
      assertThat(answers).allMatch(answer -> answer.path("status").asInt() == 202);
      assertThat(answers.getFirst().path("log").asText()).isEqualTo("a log 🚀");
      for (var i = 0; i < orders.size(); i++) {
        assertThat(JSON.readTree(invoked.get(i).path("body").asText())).isEqualTo(orders.get(i));
      }
    } finally {
      server.stop(0);
    }
  }

  /**
   * What is sent and what is made of the answers: botocore's stub holds both to the service, and
   * the answer that is right is the one that the file's own mapping gives.
   */
  @Test
  void theProofOfTheMappingsNamesEachFault() throws Exception {
    assumeTrue(System.getenv("SAM_PYTHON") != null, "set SAM_PYTHON to a Python with boto3");
    var script = Path.of("src/test/resources/deployed/test_proven.py").toAbsolutePath();
    var scripts = Path.of("../scripts").toAbsolutePath();
    var process =
        new ProcessBuilder(
                System.getenv("SAM_PYTHON"),
                "-B",
                script.toString(),
                scripts.toString(),
                RefusedKey.answer().toString())
            .redirectErrorStream(true)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("Ran 5 tests").endsWith("OK\n");
  }

  private void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    var answer = "{\"message\":\"unexpected\"}";
    var status = 400;
    if (path.equals("/restapis/api1/resources")) {
      answer = RESOURCES;
      status = 200;
    } else if (path.equals("/restapis/api1/resources/abc/methods/POST")) {
      invoked.add(JSON.readTree(body));
      answer = "{\"status\":202,\"log\":\"a log 🚀\"}";
      status = 200;
    }
    var bytes = answer.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}

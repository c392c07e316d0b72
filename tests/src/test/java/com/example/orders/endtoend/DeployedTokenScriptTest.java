package com.example.orders.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.example.orders.cli.Project;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deployed stack's token, from a server that answers like CloudFormation and Cognito. */
class DeployedTokenScriptTest {
  private static final String PASSWORD = "choose-1-Good-one";
  private static final String STACK =
      """
      <DescribeStacksResponse><DescribeStacksResult><Stacks><member><Outputs>
        <member><OutputKey>CustomerPoolId</OutputKey><OutputValue>a-pool</OutputValue></member>
        <member><OutputKey>CustomerPoolClientId</OutputKey><OutputValue>a-client</OutputValue></member>
      </Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>
      """;

  @TempDir Path folder;

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> commandLines = new CopyOnWriteArrayList<>();
  private String cognito = "{\"AuthenticationResult\": {\"AccessToken\": \"a-token\"}}";
  private HttpServer server;

  private record Ended(int code, String output, String error) {}

  @BeforeEach
  void start() throws IOException {
    assumeTrue(System.getenv("SAM_PYTHON") != null, "the scripts' Python with boto3 is not there");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    Optional.ofNullable(server).ifPresent(running -> running.stop(0));
  }

  @Test
  void isPrintedAndThePasswordIsOnNoCommandLine() throws Exception {
    var ended = token();
    assertThat(ended.output()).as(ended.error()).isEqualTo("a-token\n");
    assertThat(ended.code()).isZero();
    assertThat(asked)
        .singleElement()
        .asString()
        .contains("\"a-client\"", "\"acme\"", "\"" + PASSWORD + "\"");
    assertThat(commandLines)
        .anySatisfy(line -> assertThat(line).contains("customer.py", "token"))
        .noneSatisfy(line -> assertThat(line).contains(PASSWORD));
  }

  @Test
  void aChallengeInItsPlaceIsSaidInOneSentence() throws Exception {
    cognito = "{\"ChallengeName\": \"NEW_PASSWORD_REQUIRED\", \"Session\": \"a-session\"}";

    assertThat(token())
        .isEqualTo(
            new Ended(
                1,
                "",
                "Cognito answered with the challenge NEW_PASSWORD_REQUIRED instead of a token: make"
                    + " customer sets the password for good.\n"));
  }

  private Ended token() throws Exception {
    var builder = new ProcessBuilder("scripts/token").directory(Project.find().root().toFile());
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("AWS_"));
    environment.put("AWS_CONFIG_FILE", folder.resolve("config").toString());
    environment.put("AWS_SHARED_CREDENTIALS_FILE", folder.resolve("credentials").toString());
    environment.putAll(
        Map.of(
            "STACK", "a-stack",
            "CUSTOMER", "acme",
            "ORDERLY_PASSWORD", PASSWORD,
            "AWS_ENDPOINT_URL", "http://127.0.0.1:" + server.getAddress().getPort(),
            "AWS_ACCESS_KEY_ID", "local",
            "AWS_SECRET_ACCESS_KEY", "local",
            "AWS_DEFAULT_REGION", "us-east-1"));
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    var error = new String(process.getErrorStream().readAllBytes(), UTF_8);
    return new Ended(process.waitFor(), output, error);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    var isCognito = exchange.getRequestHeaders().containsKey("X-Amz-Target");
    if (isCognito) {
      asked.add(body);
      ProcessHandle.current()
          .descendants()
          .forEach(process -> process.info().commandLine().ifPresent(commandLines::add));
    }
    var bytes = (isCognito ? cognito : STACK).getBytes(UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}

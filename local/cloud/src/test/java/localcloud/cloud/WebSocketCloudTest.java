package localcloud.cloud;

import static localcloud.cloud.SampleCloud.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import localcloud.faults.FaultRules;
import localcloud.observe.JournalEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A WebSocket API of a template, whose functions send to its clients. */
class WebSocketCloudTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path folder;
  private static LocalCloud cloud;

  @BeforeAll
  static void start() throws IOException {
    var file = "com/example/sample/ConnectionsHandler.class";
    for (var function : List.of("Live", "Mute")) {
      var copy = folder.resolve(function).resolve(file);
      Files.createDirectories(copy.getParent());
      Files.copy(SampleCloud.resource("/" + file), copy);
    }
    cloud =
        LocalCloud.start(
            LocalCloudSettings.of(SampleCloud.resource("/web-socket/template.yaml"), folder));
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @BeforeEach
  void forget() {
    cloud.calls().reset();
    cloud.journal().clear();
  }

  @AfterEach
  void heal() {
    cloud.faults().heal();
  }

  @Test
  void itsUrlsAreTheLocalOnes() {
    var url = cloud.apis().get("LiveApi").toString();

    assertThat(url).matches("ws://127\\.0\\.0\\.1:\\d+/live");
    assertThat(cloud.output("LiveUrl")).isEqualTo(url);
    assertThat(cloud.output("LiveEndpoint")).isEqualTo(url);
    assertThat(cloud.output("ConnectionsUrl")).isEqualTo(url.replaceFirst("^ws", "http"));
    assertThat(cloud.apiUrl()).isEqualTo(cloud.apis().get("PlainApi"));
  }

  @Test
  void aFunctionSendsToItsClientAndTheAccountSeesIt() throws Exception {
    var client = Client.connect("");
    client.send("{\"action\":\"echo\"}");

    assertThat(client.next()).isEqualTo("{\"action\":\"echo\"}");

    assertThat(posts()).hasSize(1);
    assertThat(posts().getFirst().caller()).isEqualTo("Live");
    assertThat(posts().getFirst().resources()).containsExactly("LiveApi");
    await().until(() -> posts().getFirst().status() == 200);
    assertThat(counted("PostToConnection")).isEqualTo(1);
    assertThat(counted("Message")).isEqualTo(2);
    assertThat(counted("ConnectionMinute")).isZero();
    client.socket.sendClose(1000, "").join();
    await().until(() -> counted("ConnectionMinute") == 1);
  }

  @Test
  void theStatusOfTheFunctionIsTheHandshakes() {
    assertThatThrownBy(() -> Client.connect("?status=401"))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(401));
  }

  @Test
  void aRoleThatMayNotManageConnectionsIsRefused() throws Exception {
    var client = Client.connect("");
    client.send("{\"action\":\"mute\"}");

    assertThat(client.next()).contains("Internal server error");

    assertThat(posts()).extracting(JournalEntry::status).containsExactly(403);
    assertThat(cloud.permissions().denials())
        .anySatisfy(
            denial -> {
              assertThat(denial.action()).isEqualTo("execute-api:ManageConnections");
              assertThat(denial.resource()).contains("/live/POST/@connections/");
            });
  }

  @Test
  void aRouteThatTheFunctionDoesNotLetInIsNotAnswered() throws Exception {
    var client = Client.connect("");
    client.send("{\"action\":\"uninvited\"}");

    assertThat(client.next()).contains("Internal server error");

    assertThat(posts()).isEmpty();
    assertThat(cloud.permissions().denials())
        .anySatisfy(denial -> assertThat(denial.action()).isEqualTo("lambda:InvokeFunction"));
  }

  @Test
  void aFaultRuleThrottlesPosts() throws Exception {
    cloud
        .faults()
        .replace(
            FaultRules.parse(
                """
                {"rules": [{"id": "busy", "fault": "throttle", "service": "execute-api",
                            "operation": "PostToConnection", "resource": "LiveApi",
                            "function": "Live", "count": 1}]}
                """));
    var client = Client.connect("");

    client.send("{\"action\":\"echo\"}");
    assertThat(client.next()).contains("Internal server error");
    assertThat(posts()).extracting(JournalEntry::status).containsExactly(429);

    client.send("{\"action\":\"echo\"}");
    assertThat(client.next()).isEqualTo("{\"action\":\"echo\"}");
  }

  @Test
  void boto3SendsToAClient() throws Exception {
    var client = Client.connect("");
    client.send("who am I?"); // no route takes it, and the answer says so with the connection's ID
    var id = new ObjectMapper().readTree(client.next()).path("connectionId").asText();

    Boto3Test.run(
        "/web-socket/connections.py",
        Map.of("CONNECTIONS_URL", cloud.output("ConnectionsUrl"), "CONNECTION_ID", id));

    assertThat(client.next()).isEqualTo("from python 🐍");
    assertThat(client.closed.get(30, TimeUnit.SECONDS)).isEqualTo(1000);
  }

  private static List<JournalEntry> posts() {
    return cloud.journal().entries().stream()
        .filter(entry -> entry.operation().equals("PostToConnection"))
        .toList();
  }

  private static long counted(String operation) {
    return cloud.calls().calls(count -> count.operation().equals(operation));
  }

  private static final class Client implements WebSocket.Listener {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private WebSocket socket;

    static Client connect(String query) {
      var client = new Client();
      var url = URI.create(cloud.output("LiveUrl") + query);
      client.socket =
          HTTP.newWebSocketBuilder()
              .connectTimeout(Duration.ofSeconds(30))
              .buildAsync(url, client)
              .join();
      return client;
    }

    void send(String text) {
      socket.sendText(text, true).join();
    }

    String next() throws InterruptedException {
      var message = messages.poll(30, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("no message within thirty seconds");
      }
      return message;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      messages.add(data.toString());
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
      closed.complete(statusCode);
      return null;
    }
  }
}

package com.example.orders.liveupdates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Chromium without a window, driven by the Chrome DevTools Protocol. */
final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LISTENING =
      Pattern.compile("DevTools listening on ws://(127\\.0\\.0\\.1:\\d+)/.*");
  private static final int PATIENCE_SECONDS = 60;

  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final WebSocket page;
  private int calls;

  private Browser(Process process) throws Exception {
    this.process = process;
    var tabs = http.send(request(devTools()), BodyHandlers.ofString()).body();
    var tab =
        JSON.readTree(tabs)
            .valueStream()
            .filter(one -> one.path("type").asText().equals("page"))
            .findFirst()
            .orElseThrow();
    this.page =
        http.newWebSocketBuilder()
            .buildAsync(URI.create(tab.path("webSocketDebuggerUrl").asText()), new Answers())
            .join();
  }

  /** The program, if this machine has it. */
  static Optional<Path> program() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts it. Without its sandbox, which root may not have: it opens pages of this test only.
   *
   * @param profile an empty folder
   */
  static Browser start(Path program, Path profile) throws Exception {
    return new Browser(
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--no-first-run",
                "--window-size=1000,640",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** Where it listens; what else it says is read too, or it would wait for that. */
  private URI devTools() throws Exception {
    var found = new CompletableFuture<String>();
    Thread.ofVirtual()
        .start(
            () -> {
              process
                  .errorReader()
                  .lines()
                  .map(LISTENING::matcher)
                  .forEach(
                      line -> {
                        if (line.matches()) {
                          found.complete(line.group(1));
                        }
                      });
              found.completeExceptionally(new IOException("The browser has ended"));
            });
    return URI.create("http://" + found.get(PATIENCE_SECONDS, TimeUnit.SECONDS) + "/json/list");
  }

  private static HttpRequest request(URI url) {
    return HttpRequest.newBuilder(url).build();
  }

  void open(URI url) throws Exception {
    call("Page.navigate", JSON.createObjectNode().put("url", url.toString()));
  }

  /** What an expression of the page is worth. */
  JsonNode value(String expression) throws Exception {
    var answer =
        call(
            "Runtime.evaluate",
            JSON.createObjectNode().put("expression", expression).put("returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(answer.toString());
    }
    return answer.at("/result/value");
  }

  byte[] screenshot() throws Exception {
    var answer = call("Page.captureScreenshot", JSON.createObjectNode().put("format", "png"));
    return Base64.getDecoder().decode(answer.path("data").asText());
  }

  private JsonNode call(String method, ObjectNode parameters) throws Exception {
    var id = ++calls;
    var answer = new CompletableFuture<JsonNode>();
    answers.put(id, answer);
    var call = JSON.createObjectNode().put("id", id).put("method", method);
    call.set("params", parameters);
    page.sendText(call.toString(), true).join();
    return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Hands each answer to its call; events are of no interest. */
  private final class Answers implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket socket, CharSequence part, boolean isLast) {
      text.append(part);
      if (isLast) {
        take(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    private void take(String message) {
      try {
        var json = JSON.readTree(message);
        var waiting = answers.remove(json.path("id").asInt());
        if (waiting != null) {
          waiting.complete(json.path("result"));
        }
      } catch (IOException e) {
        throw new IllegalArgumentException(message, e);
      }
    }
  }

  /** With the processes that it has started. */
  @Override
  public void close() {
    page.abort();
    var all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
    http.close();
  }
}

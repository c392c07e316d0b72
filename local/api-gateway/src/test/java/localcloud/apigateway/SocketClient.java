package localcloud.apigateway;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket client of the JDK, with what it has received. */
final class SocketClient implements WebSocket.Listener {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final StringBuilder parts = new StringBuilder();
  private WebSocket socket;

  /** Connects, or throws {@link Refused}. */
  static SocketClient connect(URI url, String... subprotocols) {
    var client = new SocketClient();
    var builder = HTTP.newWebSocketBuilder();
    if (subprotocols.length > 0) {
      builder.subprotocols(subprotocols[0]);
    }
    try {
      client.socket = builder.buildAsync(url, client).join();
      return client;
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException handshake) {
        throw new Refused(handshake.getResponse().statusCode());
      }
      throw e;
    }
  }

  /** A handshake that was refused. */
  static final class Refused extends RuntimeException {
    private final int status;

    Refused(int status) {
      super("status " + status);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  WebSocket socket() {
    return socket;
  }

  /** Sends a text in parts of so many characters. */
  void send(String text, int part) {
    for (var from = 0; from < text.length(); from += part) {
      var to = Math.min(text.length(), from + part);
      socket.sendText(text.substring(from, to), to == text.length()).join();
    }
  }

  void send(String text) {
    send(text, text.length());
  }

  /** The next message. */
  String next() throws InterruptedException {
    var message = messages.poll(1, TimeUnit.MINUTES);
    if (message == null) {
      throw new AssertionError("no message within a minute");
    }
    return message;
  }

  /** The status of the close frame; 1006 if the connection was lost. */
  int closed() {
    return closed.orTimeout(1, TimeUnit.MINUTES).join();
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    parts.append(data);
    if (last) {
      messages.add(parts.toString());
      parts.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
    closed.complete(statusCode);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.complete(1006);
  }
}

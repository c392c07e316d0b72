package localcloud.apigateway;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/** A client that is connected, or about to be. */
final class WebSocketConnection {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{15}=");

  /** How long a client may take to finish its handshake, or to take a message. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final SecureRandom RANDOM = new SecureRandom();

  /** What carries messages to the client. */
  interface Wire {
    /** Sends a text; there is one sender at a time. */
    void send(String text) throws IOException;

    void close(int status, String reason);
  }

  private final String id = newId();
  private final ApiRequest handshake;
  private final Instant connectedAt;
  private final ReentrantLock sending = new ReentrantLock();
  private volatile Instant lastActiveAt;
  private final CompletableFuture<Wire> wire = new CompletableFuture<>();

  WebSocketConnection(ApiRequest handshake, Instant now) {
    this.handshake = handshake;
    this.connectedAt = now;
    this.lastActiveAt = now;
  }

  /** In the form of AWS: 11 bytes in base64, which is 15 characters and an equals sign. */
  private static String newId() {
    var bytes = new byte[11];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().encodeToString(bytes);
  }

  /** Whether AWS could have given out such an ID. */
  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  String id() {
    return id;
  }

  /** The request that asked for the connection. */
  ApiRequest handshake() {
    return handshake;
  }

  Instant connectedAt() {
    return connectedAt;
  }

  Instant lastActiveAt() {
    return lastActiveAt;
  }

  /** Says that the client has sent something, or got it. */
  void active(Instant now) {
    lastActiveAt = now;
  }

  void opened(Wire to) {
    wire.complete(to);
  }

  boolean isOpened() {
    return wire.isDone();
  }

  /**
   * Sends a message, after those that are on their way, and as soon as the handshake is done.
   *
   * @throws IOException if the client does not take it
   */
  void send(String text) throws IOException {
    sending.lock();
    try {
      wire.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).send(text);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("not connected", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      sending.unlock();
    }
  }

  void close(int status, String reason) {
    wire.thenAccept(to -> to.close(status, reason));
  }
}

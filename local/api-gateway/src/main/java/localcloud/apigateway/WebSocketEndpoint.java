package localcloud.apigateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/** One client's connection as Jetty sees it; public, because Jetty looks for its methods. */
public final class WebSocketEndpoint
    implements Session.Listener.AutoDemanding, WebSocketConnection.Wire {
  /** Messages of one client that are worked on at once, as AWS does; the next ones wait. */
  private static final int AT_ONCE = 10;

  private static final int GOING_AWAY = 1001;
  private static final int GONE = 1006;
  private static final int UNSUPPORTED_DATA = 1003;

  private final WebSocketApi api;
  private final WebSocketConnection connection;
  private final Scheduler scheduler;
  private final Duration life;
  private final Semaphore working = new Semaphore(AT_ONCE);
  private volatile @Nullable Session session;
  private volatile Scheduler.@Nullable Task end;

  WebSocketEndpoint(
      WebSocketApi api, WebSocketConnection connection, Scheduler scheduler, Duration life) {
    this.api = api;
    this.connection = connection;
    this.scheduler = scheduler;
    this.life = life;
    var patience = WebSocketConnection.PATIENCE.toMillis();
    scheduler.schedule(this::giveUp, patience, TimeUnit.MILLISECONDS);
  }

  /** A client that went away before the end of its handshake is gone. */
  private void giveUp() {
    if (!connection.isOpened()) {
      onWebSocketClose(GONE, "", Callback.NOOP);
    }
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session = opened;
    end =
        scheduler.schedule(
            () -> close(GOING_AWAY, "Going away"), life.toMillis(), TimeUnit.MILLISECONDS);
    connection.opened(this);
  }

  @Override
  public void onWebSocketText(String message) {
    working.acquireUninterruptibly();
    Thread.startVirtualThread(
        () -> {
          try {
            api.message(connection, message);
          } finally {
            working.release();
          }
        });
  }

  /** API Gateway guide, "Binary media types": it takes text frames only. */
  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    callback.succeed();
    close(UNSUPPORTED_DATA, "Binary frames are not supported");
  }

  @Override
  public void onWebSocketClose(int status, @Nullable String reason, Callback callback) {
    callback.succeed();
    var ending = end;
    if (ending != null) {
      ending.cancel();
    }
    Thread.startVirtualThread(
        () -> api.disconnected(connection, status, reason == null ? "" : reason));
  }

  @Override
  public void send(String text) throws IOException {
    var to = session;
    if (to == null || !to.isOpen()) {
      throw new IOException("closed");
    }
    for (var part : new Frames(text)) {
      var sent = new Callback.Completable();
      to.sendPartialText(part.text(), part.isLast(), sent);
      await(to, sent);
    }
  }

  private void await(Session to, Callback.Completable sent) throws IOException {
    try {
      sent.get(WebSocketConnection.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      to.disconnect();
      throw new IOException("not taken", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close(int status, String reason) {
    var to = session;
    if (to != null) {
      to.close(status, reason, Callback.NOOP);
    }
  }
}

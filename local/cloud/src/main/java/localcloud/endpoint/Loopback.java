package localcloud.endpoint;

import java.io.IOException;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import org.jspecify.annotations.Nullable;

/**
 * Hands calls on to a server on a loopback port, in this process or a child of it. Each call has a
 * connection to itself and blocks its own (virtual) thread, which costs a fraction of what the
 * JDK's client spends on changing threads.
 */
public final class Loopback implements AutoCloseable {
  private static final Set<String> DROPPED =
      Set.of("content-length", "date", "server", "transfer-encoding", "connection");

  /** What is between a client and the first server only (RFC 9110, 7.6.1), or is sent anew. */
  private static final Set<String> NOT_FORWARDED =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "keep-alive",
          "te",
          "transfer-encoding",
          "upgrade");

  private final int port;
  private final Deque<LoopbackConnection> idle = new ConcurrentLinkedDeque<>();
  private final Set<LoopbackConnection> all = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  public Loopback(int port) {
    this.port = port;
  }

  /** Sends the call's body with its content type and target, and nothing else of it. */
  public AwsAnswer forward(AwsCall call, Map<String, String> moreHeaders) {
    var headers = new HashMap<>(moreHeaders);
    for (var name : Set.of("x-amz-target", "content-type")) {
      var value = call.headers().get(name);
      if (value != null) {
        headers.put(name, value);
      }
    }
    return send(call, headers);
  }

  /** Sends the call as the client did, with the name of the host that it signed. */
  public AwsAnswer forwardWhole(AwsCall call) {
    var headers = new HashMap<>(call.headers());
    headers.keySet().removeAll(NOT_FORWARDED);
    return send(call, headers);
  }

  private AwsAnswer send(AwsCall call, Map<String, String> headers) {
    try {
      var connection = take();
      try {
        var answer = connection.send(call.method(), call.path(), headers, call.body());
        putBack(connection);
        return asAnswered(answer, call.method());
      } catch (IOException e) {
        end(connection);
        throw e;
      }
    } catch (IOException e) {
      throw new AwsException(500, "InternalFailure", call.service() + " is closed: " + e);
    }
  }

  private LoopbackConnection take() throws IOException {
    for (var last = idle.pollLast(); last != null; last = idle.pollLast()) {
      if (last.isFresh()) {
        return last;
      }
      end(last);
    }
    var connection = new LoopbackConnection(port);
    all.add(connection);
    if (closed) {
      end(connection);
    }
    return connection;
  }

  private void putBack(LoopbackConnection connection) {
    if (connection.isFresh()) {
      idle.addLast(connection);
    } else {
      end(connection);
    }
  }

  private void end(LoopbackConnection connection) {
    all.remove(connection);
    connection.close();
  }

  private static AwsAnswer asAnswered(AwsAnswer answer, String method) {
    var headers = new HashMap<>(answer.headers());
    headers.keySet().removeAll(DROPPED);
    var length = answer.headers().get("content-length");
    if (method.equals("HEAD") && length != null) {
      headers.put("content-length", length); // of what GET would get: the body does not tell it
    }
    return new AwsAnswer(answer.status(), headers, answer.body());
  }

  @Override
  public void close() {
    closed = true;
    @Nullable LoopbackConnection next;
    while ((next = all.stream().findAny().orElse(null)) != null) {
      end(next);
    }
  }
}

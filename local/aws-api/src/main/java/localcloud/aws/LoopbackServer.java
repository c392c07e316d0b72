package localcloud.aws;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ExceptionListener;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.impl.bootstrap.HttpServer;
import org.apache.hc.core5.http.impl.bootstrap.ServerBootstrap;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * An HTTP server on 127.0.0.1 with a thread for each connection, which costs less than handing each
 * request from thread to thread. A handler may wait as long as it likes: {@link #close} interrupts
 * it.
 */
public final class LoopbackServer implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(LoopbackServer.class.getName());

  /** How long a head or a body may be silent, and a connection idle. */
  private static final Timeout PATIENCE = Timeout.ofSeconds(60);

  /** Clients that connect at once and are not taken yet; the system may allow fewer. */
  private static final int MOST_WAITING = 256;

  private final int mostBytes;
  private final Handler handler;
  private final HttpServer server;

  /**
   * A request as it came.
   *
   * @param path with the query, not decoded; it begins with one slash, however many were sent
   * @param headers the first of each name, in lower case
   */
  public record Request(String method, String path, Map<String, String> headers, byte[] body) {}

  /** What answers requests. */
  public interface Handler {
    /**
     * Answers one.
     *
     * @throws NoAnswerException to close the connection without a word
     */
    AwsAnswer answer(Request request) throws InterruptedException;
  }

  private LoopbackServer(int port, int mostBytes, Handler handler) throws IOException {
    this.mostBytes = mostBytes;
    this.handler = handler;
    server =
        ServerBootstrap.bootstrap()
            .setListenerPort(port)
            .setLocalAddress(InetAddress.getByName("127.0.0.1"))
            .setSocketConfig(LoopbackSockets.config(PATIENCE, MOST_WAITING))
            .setServerSocketFactory(new LoopbackSockets())
            .setExceptionListener(new Faults())
            .setRequestRouter((_, _) -> (request, response, _) -> handle(request, response))
            .create();
    server.start();
  }

  /**
   * Starts one.
   *
   * @param port 0 for a free one
   * @param mostBytes of a body; more is answered by 413
   * @throws java.net.BindException if the port is taken
   */
  public static LoopbackServer start(int port, int mostBytes, Handler handler) throws IOException {
    return new LoopbackServer(port, mostBytes, handler);
  }

  public int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() {
    server.close(CloseMode.IMMEDIATE); // interrupts the handlers
  }

  private void handle(ClassicHttpRequest request, ClassicHttpResponse response) throws IOException {
    var entity = request.getEntity();
    var body = entity == null ? new byte[0] : entity.getContent().readNBytes(mostBytes + 1);
    if (body.length > mostBytes) {
      request.setEntity(null); // what may still come is not read
      response.setCode(HttpStatus.SC_REQUEST_TOO_LONG);
      response.setHeader(HttpHeaders.CONNECTION, "close");
      return;
    }
    try {
      write(request, response, handler.answer(read(request, body)));
    } catch (InterruptedException e) {
      throw new NoAnswerException("closed");
    }
  }

  private static Request read(ClassicHttpRequest request, byte[] body) {
    var headers = new TreeMap<String, String>();
    for (var header : request.getHeaders()) {
      headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
    }
    return new Request(request.getMethod(), request.getPath(), headers, body);
  }

  private static void write(
      ClassicHttpRequest request, ClassicHttpResponse response, AwsAnswer answer) {
    response.setCode(answer.status());
    answer.headers().forEach(response::setHeader);
    response.removeHeaders(HttpHeaders.CONTENT_LENGTH); // is the server's own
    if (answer.status() == HttpStatus.SC_NO_CONTENT
        || answer.status() == HttpStatus.SC_NOT_MODIFIED) {
      return; // may have no body
    }
    var length = answer.headers().get("content-length");
    if (request.getMethod().equals("HEAD") && length != null) {
      // The answer to HEAD has the length in its headers, and nothing that is so long.
      response.setEntity(
          new InputStreamEntity(InputStream.nullInputStream(), Long.parseLong(length), null));
    } else if (answer.body().length > 0) {
      response.setEntity(new ByteArrayEntity(answer.body(), null));
    }
  }

  /** Clients that went away, or that get no answer, are no faults. */
  private static final class Faults implements ExceptionListener {
    @Override
    public void onError(Exception e) {
      if (!(e instanceof IOException
          || e instanceof HttpException
          || e instanceof NoAnswerException)) {
        LOGGER.log(Level.WARNING, "A server on loopback failed", e);
      }
    }

    @Override
    public void onError(HttpConnection connection, Exception e) {
      onError(e);
    }
  }
}

package localcloud.aws;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ServerSocketFactory;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sockets for HttpCore's server, which stops accepting for good when a connection cannot be taken,
 * for example because too many files are open. These log it and try again. Their port is free when
 * {@code close} returns.
 */
public final class LoopbackSockets extends ServerSocketFactory {
  private static final System.Logger LOGGER = System.getLogger(LoopbackSockets.class.getName());
  private static final int ANY_BACKLOG = 50;
  private static final int PAUSE_MILLIS = 100;

  /** One that goes on. */
  static class Patient extends ServerSocket {
    private final ReentrantLock accepting = new ReentrantLock();

    Patient() throws IOException {}

    @Override
    public final Socket accept() throws IOException {
      while (true) {
        accepting.lock();
        try {
          return take();
        } catch (IOException e) {
          if (isClosed()) {
            throw e;
          }
          LOGGER.log(Level.WARNING, "A connection cannot be taken: {0}", e.getMessage());
          pause(e);
        } finally {
          accepting.unlock();
        }
      }
    }

    /** Waits for the thread that accepts: until it has left, the system keeps the port. */
    @Override
    public final void close() throws IOException {
      super.close();
      accepting.lock();
      accepting.unlock();
    }

    Socket take() throws IOException {
      return super.accept();
    }

    private static void pause(IOException why) throws IOException {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw why;
      }
    }
  }

  /**
   * How connections are taken and read.
   *
   * @param patience how long a connection may be silent
   * @param mostWaiting clients that connect at once and are not taken yet; the system may allow
   *     fewer
   */
  public static SocketConfig config(Timeout patience, int mostWaiting) {
    return SocketConfig.custom()
        .setSoTimeout(patience)
        .setTcpNoDelay(true)
        .setSoReuseAddress(true) // closed connections hold the port for a minute
        .setBacklogSize(mostWaiting)
        .build();
  }

  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    return createServerSocket(port, ANY_BACKLOG);
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog) throws IOException {
    return createServerSocket(port, backlog, null);
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, @Nullable InetAddress address)
      throws IOException {
    var socket = new Patient();
    try {
      var loopback = address == null ? InetAddress.getByName("127.0.0.1") : address;
      socket.bind(new InetSocketAddress(loopback, port), backlog);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}

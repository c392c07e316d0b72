package localcloud.cloud;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;

/**
 * A loopback port held until its server is ready to open it: the template's URLs need it before.
 */
final class ReservedPort implements AutoCloseable {
  private final ServerSocket socket;
  private final int port;

  private ReservedPort(ServerSocket socket) {
    this.socket = socket;
    this.port = socket.getLocalPort();
  }

  static ReservedPort of(int port) {
    try {
      return new ReservedPort(new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1")));
    } catch (BindException e) {
      throw new PortInUseException(port, e);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot open port " + port, e);
    }
  }

  int port() {
    return port;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port());
  }

  /** Lets the port go, for the server to take. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("Cannot let port " + port() + " go", e);
    }
  }
}

package localcloud.cloud;

/** A port that was asked for belongs to another process; the caller knows how to choose another. */
public final class PortInUseException extends RuntimeException {
  private final int port;

  public PortInUseException(int port, Throwable cause) {
    super("Port " + port + " is in use", cause);
    this.port = port;
  }

  /** The port that could not be had. */
  public int port() {
    return port;
  }
}

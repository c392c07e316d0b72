package localcloud.endpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import localcloud.aws.AwsAnswer;

/** One HTTP/1.1 connection that is kept alive; it serves one call at a time. */
final class LoopbackConnection implements AutoCloseable {
  /** ElasticMQ ends idle connections. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  private final Socket socket;
  private final InputStream in;
  private final String host;
  private long usedAt = System.nanoTime();
  private boolean ends;

  LoopbackConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 8192);
    host = "127.0.0.1:" + port;
  }

  boolean isFresh() {
    return !ends && System.nanoTime() - usedAt < FRESH.toNanos();
  }

  AwsAnswer send(String method, String path, Map<String, String> headers, byte[] body)
      throws IOException {
    var request = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    request.append("host: ").append(headers.getOrDefault("host", host)).append("\r\n");
    headers.forEach(
        (name, value) -> request.append(name.equals("host") ? "" : name + ": " + value + "\r\n"));
    request.append("content-length: ").append(body.length).append("\r\n\r\n");
    var bytes = new ByteArrayOutputStream(request.length() + body.length);
    bytes.writeBytes(request.toString().getBytes(ISO_8859_1));
    bytes.writeBytes(body);
    bytes.writeTo(socket.getOutputStream()); // at once: one packet
    var answer = receive(method);
    usedAt = System.nanoTime();
    return answer;
  }

  private AwsAnswer receive(String method) throws IOException {
    var status = line().split(" ", 3);
    if (status.length < 2) {
      throw new IOException("No HTTP: " + String.join(" ", status));
    }
    var headers = new HashMap<String, String>();
    for (var line = line(); !line.isEmpty(); line = line()) {
      var colon = line.indexOf(':');
      var name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.putIfAbsent(name, line.substring(colon + 1).strip());
    }
    ends = headers.getOrDefault("connection", "").equalsIgnoreCase("close");
    var body = method.equals("HEAD") ? new byte[0] : body(headers);
    return new AwsAnswer(Integer.parseInt(status[1]), headers, body);
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      return chunks();
    }
    var length = headers.get("content-length");
    if (length == null) {
      return ends ? in.readAllBytes() : new byte[0]; // RFC 9112, 6.3
    }
    return exactly(Integer.parseInt(length));
  }

  private byte[] chunks() throws IOException {
    var body = new ByteArrayOutputStream();
    for (var size = chunkSize(); size > 0; size = chunkSize()) {
      body.writeBytes(exactly(size));
      line();
    }
    while (!line().isEmpty()) {
      // trailers
    }
    return body.toByteArray();
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line().replaceFirst(";.*", "").strip(), 16);
  }

  private byte[] exactly(int length) throws IOException {
    var bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("The answer breaks off");
    }
    return bytes;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (var next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("The connection was closed");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // it is gone anyway
    }
  }
}

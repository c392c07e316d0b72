package com.example.orders.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** HTTP without a client that would refuse, complete or correct what a test wants to send. */
final class RawHttp {
  private static final int WAIT_MILLIS = 20_000;

  private RawHttp() {}

  /** All that came back until the server closed the connection. */
  record Answer(int status, Map<String, String> headers, String body, String all) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  /** A request of the given lines, each without its line break, and the bytes of its body. */
  static byte[] request(byte[] body, String... lines) {
    var request = new ByteArrayOutputStream();
    request.writeBytes((String.join("\r\n", lines) + "\r\n\r\n").getBytes(UTF_8));
    request.writeBytes(body);
    return request.toByteArray();
  }

  /** Sends the bytes and reads to the end. A server that answers early may leave some unread. */
  static Answer send(String baseUrl, byte[] request) {
    var url = URI.create(baseUrl);
    try (var socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(WAIT_MILLIS);
      Thread.ofVirtual().start(() -> write(socket, request));
      return parse(read(socket));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Socket socket, byte[] request) {
    try {
      socket.getOutputStream().write(request);
    } catch (IOException e) {
      // The server has answered and closed: what it answered tells.
    }
  }

  private static String read(Socket socket) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var buffer = new byte[8192];
    try {
      for (int read; (read = socket.getInputStream().read(buffer)) >= 0; ) {
        bytes.write(buffer, 0, read);
      }
    } catch (SocketException | SocketTimeoutException e) {
      if (bytes.size() == 0) {
        throw e;
      }
    }
    return bytes.toString(ISO_8859_1);
  }

  private static Answer parse(String all) {
    var end = all.indexOf("\r\n\r\n");
    var head = (end < 0 ? all : all.substring(0, end)).split("\r\n");
    var headers = new TreeMap<String, String>();
    for (var i = 1; i < head.length; i++) {
      var colon = head[i].indexOf(':');
      headers.put(
          head[i].substring(0, colon).toLowerCase(Locale.ROOT),
          head[i].substring(colon + 1).strip());
    }
    var status = Integer.parseInt(head[0].split(" ")[1]);
    var body = end < 0 ? "" : all.substring(end + 4);
    return new Answer(status, headers, new String(body.getBytes(ISO_8859_1), UTF_8), all);
  }
}

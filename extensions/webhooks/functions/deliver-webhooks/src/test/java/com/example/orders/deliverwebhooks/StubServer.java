package com.example.orders.deliverwebhooks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ServerSocketFactory;

/** An endpoint on 127.0.0.1 that may answer what no proper server would. */
final class StubServer implements AutoCloseable {
  private final ServerSocket server;
  private final Answering answering;
  final List<String> requests = new CopyOnWriteArrayList<>();
  final CountDownLatch cutOff = new CountDownLatch(1);

  /** Writes an answer; what it throws means that the client has gone. */
  interface Answering {
    void answer(OutputStream out) throws IOException;
  }

  StubServer(String answer) {
    this(ServerSocketFactory.getDefault(), out -> out.write(answer.getBytes(US_ASCII)));
  }

  StubServer(Answering answering) {
    this(ServerSocketFactory.getDefault(), answering);
  }

  StubServer(ServerSocketFactory sockets, Answering answering) {
    try {
      server = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.answering = answering;
    Thread.ofVirtual().start(this::accept);
  }

  URI url(String scheme, String host) {
    return URI.create(scheme + "://" + host + ":" + server.getLocalPort() + "/orders");
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      requests.add(request(socket.getInputStream()));
      answering.answer(socket.getOutputStream());
      socket.getOutputStream().flush();
    } catch (IOException e) {
      cutOff.countDown();
    }
  }

  /** The head, and the body by its length. */
  private static String request(InputStream in) throws IOException {
    var lines = new ArrayList<String>();
    var length = 0;
    for (var line = line(in); !line.isEmpty(); line = line(in)) {
      lines.add(line);
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
        length = Integer.parseInt(line.substring(16));
      }
    }
    lines.add(new String(in.readNBytes(length), UTF_8));
    return String.join("\n", lines);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (var c = in.read(); c != '\n'; c = in.read()) {
      if (c == -1) {
        throw new IOException("The client has gone");
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

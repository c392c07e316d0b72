package com.example.orders.lambda;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What AWS would answer if its tables were empty, while the function is primed: a server on a port
 * of the environment's own. Calls go the way of later ones, down to the JDK's client, so that all
 * of it but TLS is loaded; none leaves the environment, and each connection ends with its answer.
 */
final class AwsPrimingServer implements AutoCloseable {
  /**
   * Where the SDK asks a restored environment for credentials, before the variable of that name.
   */
  private static final String CREDENTIALS_URI = "aws.containerCredentialsFullUri";

  private static final String CREDENTIALS = "/credentials";
  private static final int PATIENCE = Math.toIntExact(Duration.ofSeconds(5).toMillis());

  private final ServerSocket socket;
  private final @Nullable String credentialsUri;

  private AwsPrimingServer(ServerSocket socket, @Nullable String credentialsUri) {
    this.socket = socket;
    this.credentialsUri = credentialsUri;
  }

  static AwsPrimingServer start() throws IOException {
    var loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    var server =
        new AwsPrimingServer(
            new ServerSocket(0, 50, loopback), System.getProperty(CREDENTIALS_URI));
    System.setProperty(CREDENTIALS_URI, server.address() + CREDENTIALS);
    var thread = new Thread(server::serve, "priming");
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  /** The address to call in place of AWS's. */
  URI inPlaceOf(URI aws) {
    var query = aws.getRawQuery();
    return URI.create(address() + aws.getRawPath() + (query == null ? "" : "?" + query));
  }

  @Override
  public void close() throws IOException {
    if (credentialsUri == null) {
      System.clearProperty(CREDENTIALS_URI);
    } else {
      System.setProperty(CREDENTIALS_URI, credentialsUri);
    }
    socket.close();
  }

  private String address() {
    return "http://" + socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (var connection = socket.accept()) {
        connection.setSoTimeout(PATIENCE);
        serve(connection);
      } catch (IOException | RuntimeException e) {
        // The priming has ended, or its call fails and says so.
      }
    }
  }

  private static void serve(Socket connection) throws IOException {
    var in = new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1));
    var operation = afterFirst(" ", in.readLine()).split(" ")[0];
    var length = 0L;
    for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      switch (line.split(":")[0].toLowerCase(Locale.ROOT)) {
        case "x-amz-target" -> operation = afterFirst(":", line);
        case "content-length" -> length = Long.parseLong(afterFirst(":", line));
        default -> {} // no answer depends on it
      }
    }
    while (length > 0 && in.read() != -1) {
      length--;
    }
    connection.getOutputStream().write(answer(operation).getBytes(UTF_8));
  }

  private static String afterFirst(String mark, @Nullable String line) {
    return line == null ? "" : line.substring(line.indexOf(mark) + 1).trim();
  }

  /** Of DynamoDB: no row is there to be updated, and none stands against a new one. */
  private static String answer(String operation) {
    return switch (operation) {
      case CREDENTIALS -> http(200, credentials());
      case "DynamoDB_20120810.UpdateItem" ->
          http(400, "{\"__type\":\"ConditionalCheckFailedException\"}");
      case "AWSStepFunctions.StartExecution" ->
          http(200, "{\"executionArn\":\"priming\",\"startDate\":1.5}");
      case "/configurationsessions" -> http(201, "{\"InitialConfigurationToken\":\"none\"}");
      default -> http(200, operation.startsWith("/configuration?") ? "" : "{}");
    };
  }

  private static String credentials() {
    return """
        {"AccessKeyId":"priming","SecretAccessKey":"priming","Token":"priming","Expiration":"%s"}"""
        .formatted(Instant.now().plus(Duration.ofHours(1)));
  }

  private static String http(int status, String json) {
    return "HTTP/1.1 %d Priming\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
        .formatted(status, json.length(), json);
  }
}

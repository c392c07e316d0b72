package localcloud.dynoxide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * A Dynoxide of one's own: a child process on a free port of 127.0.0.1 that keeps its tables in
 * memory. It ends with {@link #close} or with this JVM, however that ends.
 */
public final class Dynoxide implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;
  private static final int TRIES = 5;
  private static final int LINES_KEPT = 10;

  /**
   * Ends Dynoxide when the pipe to this shell ends, which the kernel sees to if the JVM is killed.
   * In process groups of their own neither hears the terminal's Ctrl-C: tables outlive what uses
   * them.
   */
  private static final String WHILE_WE_LIVE =
      """
      trap '' INT TERM HUP
      exec 3<&0
      set -m
      "$@" </dev/null 3<&- &
      child=$!
      { cat <&3; kill -9 -$child; } >/dev/null 2>&1 &
      wait $child
      """;

  private final Process process;
  private final int port;

  /** Another process bound the free port first. */
  private static final class PortTakenException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    PortTakenException(String message) {
      super(message);
    }
  }

  private Dynoxide(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts one and returns when it listens.
   *
   * @throws IllegalStateException if there is none on this machine or it does not start
   */
  public static Dynoxide start() {
    return start(DynoxideBinary.find());
  }

  static Dynoxide start(String binary) {
    var tried = new HashSet<Integer>();
    while (true) {
      try {
        var port = freePort();
        if (tried.add(port)) { // the system may give one again
          return start(binary, port);
        }
      } catch (PortTakenException e) {
        if (tried.size() == TRIES) {
          throw e;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static Dynoxide start(String binary, int port) throws IOException {
    var command = new ArrayList<>(List.of("bash", "-c", WHILE_WE_LIVE, "dynoxide"));
    command.addAll(
        List.of(binary, "serve", "--host", "127.0.0.1", "--port", Integer.toString(port)));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var started = new Dynoxide(process, port);
    started.awaitListening(binary);
    return started;
  }

  private void awaitListening(String binary) {
    var said = new CompletableFuture<String>();
    Thread.ofVirtual().name("dynoxide-output").start(() -> read(said));
    try {
      var line = said.get(PATIENCE_SECONDS, SECONDS);
      if (!line.endsWith(uri().toString())) {
        var why = binary + " does not start: " + line;
        throw line.contains("already in use")
            ? new PortTakenException(why)
            : new IllegalStateException(why);
      }
    } catch (TimeoutException | ExecutionException e) {
      close();
      throw new IllegalStateException(binary + " does not say that it listens", e);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while Dynoxide started", e);
    }
  }

  /**
   * Reads its output to the end, so that it never waits for a reader. Its own word that it listens
   * counts, not that somebody does: another process may have the port.
   */
  private void read(CompletableFuture<String> said) {
    var last = new ArrayDeque<String>();
    try (var output = new BufferedReader(process.inputReader(UTF_8))) {
      for (var line = output.readLine(); line != null; line = output.readLine()) {
        if (line.endsWith(uri().toString())) {
          said.complete(line);
        }
        last.addLast(line);
        if (last.size() > LINES_KEPT) {
          last.removeFirst();
        }
      }
      said.complete(String.join("\n", last) + "\n");
    } catch (IOException e) {
      said.completeExceptionally(e); // the process is closed
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public int port() {
    return port;
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** A client for tests; any credentials do. */
  public DynamoDbClient client() {
    return DynamoDbClient.builder()
        .endpointOverride(uri())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  /** Creates a table whose key is one text, as {@link #client()} would. */
  public void createTable(String name, String key) {
    try (var client = client()) {
      client.createTable(
          table ->
              table
                  .tableName(name)
                  .billingMode(BillingMode.PAY_PER_REQUEST)
                  .attributeDefinitions(
                      AttributeDefinition.builder()
                          .attributeName(key)
                          .attributeType(ScalarAttributeType.S)
                          .build())
                  .keySchema(
                      KeySchemaElement.builder().attributeName(key).keyType(KeyType.HASH).build()));
    }
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

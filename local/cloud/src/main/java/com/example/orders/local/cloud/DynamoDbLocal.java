package com.example.orders.local.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import com.example.orders.local.aws.AwsAnswer;
import com.example.orders.local.aws.AwsCall;
import com.example.orders.local.aws.AwsService;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** AWS's own DynamoDB Local, in memory, one database for all access keys. */
final class DynamoDbLocal implements AwsService, AutoCloseable {
  /** DynamoDB Local wants a signature but checks none. */
  private static final Map<String, String> SIGNED =
      Map.of(
          "authorization",
          "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request,"
              + " SignedHeaders=host, Signature=0");

  /** SQLite warns of every thread that it is told to end; a logger is kept only if referred to. */
  private static final Logger SQLITE_LOG = Logger.getLogger("com.almworks.sqlite4java");

  /** Holds the threads that DynamoDB Local makes and never ends. */
  private final ThreadGroup group;

  private final Server server;
  private final LocalDynamoDBServerHandler tables;
  private final Loopback loopback;
  private final String region;

  private DynamoDbLocal(
      ThreadGroup group, Server server, LocalDynamoDBServerHandler tables, String region) {
    this.group = group;
    this.server = server;
    this.tables = tables;
    this.loopback = new Loopback(((ServerConnector) server.getConnectors()[0]).getLocalPort());
    this.region = region;
  }

  /** Starts it without its own command line, which would listen on every network interface. */
  static DynamoDbLocal start(String region) {
    var group = new ThreadGroup("dynamodb-local");
    return CompletableFuture.supplyAsync(
            () -> start(region, group), work -> new Thread(group, work).start())
        .join();
  }

  private static DynamoDbLocal start(String region, ThreadGroup group) {
    SQLITE_LOG.setLevel(Level.OFF);
    try {
      System.setProperty("sqlite4java.library.path", nativeLibraries().toString());
      var server = new Server(new InetSocketAddress("127.0.0.1", 0));
      var tables =
          new LocalDynamoDBServerHandler(
              new LocalDynamoDBRequestHandler(0, true, null, true, false), null);
      server.setHandler(tables);
      server.start();
      var started = new DynamoDbLocal(group, server, tables, region);
      started.answer(
          AwsCall.json("dynamodb", "local", "DynamoDB_20120810.ListTables", "{}")); // loads SQLite
      return started;
    } catch (Exception e) { // Jetty declares no narrower one
      throw new IllegalStateException("DynamoDB Local does not start", e);
    }
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    var answer = loopback.forward(call, SIGNED);
    if (answer.isError()) {
      return new AwsAnswer(answer.status(), answer.headers(), lowerCased(answer).getBytes(UTF_8));
    }
    if (!call.operation().endsWith("Table")) {
      return answer;
    }
    var text =
        answer.text().replace("arn:aws:dynamodb:ddblocal:", "arn:aws:dynamodb:" + region + ":");
    var headers = new HashMap<>(answer.headers());
    headers.remove("x-amz-crc32");
    return new AwsAnswer(answer.status(), headers, text.getBytes(UTF_8));
  }

  /** DynamoDB's errors have a "message"; only those of transactions have a "Message". */
  private static String lowerCased(AwsAnswer answer) {
    var transaction = answer.text().contains("#TransactionCanceledException");
    return transaction
        ? answer.text()
        : answer.text().replaceFirst("(\"__type\":\"[^\"]*\",)\"Message\":", "$1\"message\":");
  }

  @Override
  public void close() {
    loopback.close();
    try {
      server.stop();
      tables.close();
      group.interrupt();
    } catch (Exception e) { // Jetty declares no narrower one
      throw new IllegalStateException("DynamoDB Local does not stop", e);
    }
  }

  /**
   * The folder with SQLite's native library: where the class path names it, beside SQLite's jar (a
   * folder of copied dependencies), or at its place in the Maven repository.
   */
  private static Path nativeLibraries() {
    for (var entry : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
      var file = Path.of(entry);
      if (isNative(file)) {
        return folder(file);
      }
      var name = String.valueOf(file.getFileName());
      if (name.startsWith("sqlite4java-") && name.endsWith(".jar")) {
        var repository = folder(folder(folder(file)));
        var found = find(folder(file), 1);
        return folder(found.or(() -> find(repository, 3)).orElseThrow(() -> missing(file)));
      }
    }
    throw missing(Path.of("the class path"));
  }

  private static Optional<Path> find(Path root, int depth) {
    if (depth > 1 && !root.endsWith("sqlite4java")) {
      return Optional.empty(); // no Maven repository
    }
    try (var files = Files.walk(root, depth)) {
      return files.filter(DynamoDbLocal::isNative).findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static IllegalStateException missing(Path place) {
    return new IllegalStateException("No SQLite library for " + platform() + " beside " + place);
  }

  private static Path folder(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent());
  }

  private static boolean isNative(Path file) {
    var name = String.valueOf(file.getFileName());
    return name.contains("sqlite4java-" + platform())
        && (name.endsWith(".so") || name.endsWith(".dylib") || name.endsWith(".dll"));
  }

  private static String platform() {
    var os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (os.startsWith("mac")) {
      return "osx";
    }
    return os.startsWith("windows") ? "win32-x64" : "linux-" + System.getProperty("os.arch");
  }
}

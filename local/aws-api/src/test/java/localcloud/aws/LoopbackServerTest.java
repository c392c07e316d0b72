package localcloud.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopbackServerTest {
  private static final int MOST_BYTES = 1_000;
  private static final Set<Thread.State> WAITS_OR_ENDED =
      EnumSet.of(Thread.State.WAITING, Thread.State.TERMINATED);

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicReference<LoopbackServer.Handler> handler =
      new AtomicReference<>(request -> new AwsAnswer(200, Map.of(), request.body()));
  private LoopbackServer server = start(0);

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private LoopbackServer start(int port) {
    try {
      return LoopbackServer.start(port, MOST_BYTES, request -> handler.get().answer(request));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRequestReachesTheHandlerAndItsAnswerTheClient() throws Exception {
    handler.set(
        request ->
            new AwsAnswer(
                202,
                Map.of("x-seen", request.method() + request.path() + request.headers().get("a")),
                request.body()));

    var answer = send(request("/p%20q?r=%2F").header("A", "b").POST(BodyPublishers.ofString("c")));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.headers().firstValue("x-seen")).contains("POST/p%20q?r=%2Fb");
    assertThat(answer.body()).isEqualTo("c");
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() throws Exception {
    assertThat(post("x".repeat(MOST_BYTES)).statusCode()).isEqualTo(200);
    assertThat(post("x".repeat(MOST_BYTES + 1)).statusCode()).isEqualTo(413);
    assertThat(post("x").statusCode()).isEqualTo(200);
  }

  @Test
  void anAnswerToHeadHasTheLengthAndNoBody() throws Exception {
    handler.set(_ -> new AwsAnswer(200, Map.of("content-length", "70000"), new byte[0]));

    var answer = send(request("/").method("HEAD", BodyPublishers.noBody()));

    assertThat(answer.headers().firstValue("content-length")).contains("70000");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void whatMayHaveNoBodyHasNone() throws Exception {
    for (var status : new int[] {204, 304}) {
      handler.set(
          _ -> new AwsAnswer(status, Map.of("content-length", "4"), "text".getBytes(UTF_8)));

      var answer = post("");

      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void aClientThatGetsNoAnswerLosesItsConnectionOnly() throws Exception {
    handler.set(
        _ -> {
          throw new NoAnswerException("none");
        });
    Assertions.assertThatIOException().isThrownBy(() -> post("a"));

    handler.set(_ -> new AwsAnswer(200, Map.of(), "b".getBytes(UTF_8)));
    assertThat(post("a").body()).isEqualTo("b");
  }

  @Test
  void closeInterruptsAHandlerThatWaitsAndFreesThePort() throws Exception {
    var waiting = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    handler.set(
        _ -> {
          waiting.countDown();
          try {
            new CountDownLatch(1).await();
          } finally {
            interrupted.countDown();
          }
          return new AwsAnswer(200, Map.of(), new byte[0]);
        });
    var call = client.sendAsync(request("/").build(), BodyHandlers.ofString());
    waiting.await();

    server.close();

    interrupted.await();
    assertThat(call.handle((_, failure) -> failure).join()).isNotNull();
    var port = server.port();
    handler.set(_ -> new AwsAnswer(200, Map.of(), "again".getBytes(UTF_8)));
    server = start(port);
    assertThat(post("").body()).isEqualTo("again");
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    Assertions.assertThatExceptionOfType(BindException.class)
        .isThrownBy(
            () ->
                LoopbackServer.start(
                    server.port(), 1, _ -> new AwsAnswer(200, Map.of(), new byte[0])));
  }

  /** HttpCore's own loop would end with the first. */
  @Test
  void aConnectionThatCannotBeTakenIsNotTheLast() throws Exception {
    var failures = new AtomicInteger(2);
    try (var socket =
        new LoopbackSockets.Patient() {
          @Override
          Socket take() throws IOException {
            if (failures.getAndDecrement() > 0) {
              throw new IOException("Too many open files");
            }
            return super.take();
          }
        }) {
      socket.bind(null);
      try (var sent = new Socket(InetAddress.getLoopbackAddress(), socket.getLocalPort());
          var taken = socket.accept()) {
        assertThat(taken.getPort()).isEqualTo(sent.getLocalPort());
      }
    }
  }

  /** A thread that still accepts holds the port, often long enough that nobody can open it. */
  @Test
  void isClosedWhenNoThreadHoldsItsPort() throws Exception {
    var accepts = new CountDownLatch(1);
    var closer = new AtomicReference<Thread>();
    var left = new AtomicBoolean();
    var socket =
        new LoopbackSockets.Patient() {
          @Override
          Socket take() throws IOException {
            accepts.countDown();
            while (closer.get() == null || !WAITS_OR_ENDED.contains(closer.get().getState())) {
              Thread.onSpinWait();
            }
            left.set(true);
            throw new IOException("closed");
          }
        };
    var acceptor =
        Thread.ofPlatform()
            .start(() -> assertThatThrownBy(socket::accept).isInstanceOf(IOException.class));
    accepts.await();

    var leftBefore = new AtomicBoolean();
    closer.set(
        Thread.ofPlatform()
            .start(
                () -> {
                  Assertions.assertThatCode(socket::close).doesNotThrowAnyException();
                  leftBefore.set(left.get());
                }));
    closer.get().join();
    acceptor.join();

    assertThat(leftBefore).isTrue();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private HttpResponse<String> post(String body) throws Exception {
    return send(request("/").POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }
}

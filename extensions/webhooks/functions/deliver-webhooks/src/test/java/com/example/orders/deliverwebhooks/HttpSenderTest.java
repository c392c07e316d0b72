package com.example.orders.deliverwebhooks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.deliverwebhooks.Sender.Answered;
import com.example.orders.deliverwebhooks.Sender.NoAnswer;
import com.example.orders.webhooks.Network;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpSenderTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String NAME = "hooks.acme.example";

  /** Every name leads to this machine. */
  private static final DnsResolver HERE = resolver(() -> "127.0.0.1");

  private final AtomicReference<Runnable> abort = new AtomicReference<>();
  private final AtomicInteger calledOff = new AtomicInteger();
  private final AtomicReference<Duration> deadline = new AtomicReference<>();

  @Test
  void postsTheTextWithItsHeaders() throws Exception {
    try (var server = new StubServer(OK)) {
      var answer =
          sender(HERE)
              .post(server.url("http", NAME), Map.of("webhook-id", "msg_1"), "{\"a\": \"\u00e4\"}");

      assertThat(answer)
          .isInstanceOfSatisfying(
              Answered.class,
              answered -> {
                assertThat(answered.status()).isEqualTo(200);
                assertThat(answered.body()).asString().isEqualTo("ok");
                assertThat(answered.retryAfter()).isNull();
              });
      assertThat(server.requests.getFirst())
          .startsWith("POST /orders HTTP/1.1\n")
          .contains("webhook-id: msg_1")
          .contains("Content-Type: application/json; charset=UTF-8")
          .contains("User-Agent: Orderly-Webhooks/1")
          .contains("Host: " + NAME)
          .endsWith("\n{\"a\": \"\u00e4\"}")
          .doesNotContain("Accept-Encoding", "Cookie", "Upgrade", "Authorization");
      assertThat(deadline.get()).isEqualTo(HttpSender.LONGEST);
      assertThat(calledOff).hasValue(1);
    }
  }

  @Test
  void readsHowLongToLeaveItAlone() throws Exception {
    try (var server =
        new StubServer(
            "HTTP/1.1 503 Busy\r\nRetry-After: Mon, 30 Nov 2026 12:05:00 GMT\r\n"
                + "Content-Length: 0\r\n\r\n")) {
      var answered = (Answered) sender(HERE).post(server.url("http", NAME), Map.of(), "{}");

      assertThat(answered.status()).isEqualTo(503);
      assertThat(answered.retryAfter()).isEqualTo(Duration.ofMinutes(5));
    }
  }

  /** With the system's own resolver the same request gets there. */
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "127.1", "2130706433"})
  void isRefusedAnAddressOfThisMachineInEverySpelling(String host) throws Exception {
    try (var server = new StubServer(OK)) {
      var url = server.url("http", host);
      if (!host.equals("127.1") && !host.equals("2130706433")) { // no URI to the JDK
        assertThat(sender(SystemDefaultDnsResolver.INSTANCE).post(url, Map.of(), "{}"))
            .isInstanceOf(Answered.class);
      }
      var before = server.requests.size();

      assertThat(
              sender(new GuardedResolver(SystemDefaultDnsResolver.INSTANCE, Network.PUBLIC))
                  .post(url, Map.of(), "{}"))
          .isInstanceOf(NoAnswer.class);
      assertThat(server.requests).hasSize(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00:ec2::254", "0.0.0.0"})
  void isRefusedANameThatLeadsInside(String address) throws Exception {
    try (var server = new StubServer(OK)) {
      var guarded = new GuardedResolver(resolver(() -> address), Network.PUBLIC);

      assertThat(sender(guarded).post(server.url("http", NAME), Map.of(), "{}"))
          .isEqualTo(new NoAnswer("the name leads to no public address"));
      assertThat(server.requests).isEmpty();
    }
  }

  /** Whoever owns a name may answer the first question well and the second one badly. */
  @Test
  void connectsToTheAddressThatWasLookedAtAndLooksAgainForEachAttempt() throws Exception {
    var asked = new AtomicInteger();
    var turning =
        resolver(
            () -> {
              return asked.getAndIncrement() == 0 ? "127.0.0.1" : "93.184.216.34";
            });
    try (var server = new StubServer(OK)) {
      var sender = sender(new GuardedResolver(turning, Network.LOOPBACK));

      assertThat(sender.post(server.url("http", NAME), Map.of(), "{}"))
          .isInstanceOf(Answered.class);
      assertThat(asked).hasValue(1);
      assertThat(sender.post(server.url("http", NAME), Map.of(), "{}"))
          .isEqualTo(new NoAnswer("the name leads to no public address"));
      assertThat(asked).hasValue(2);
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void leavesOutTheAddressesThatAreRefused() throws Exception {
    var both =
        new GuardedResolver(
            new DnsResolver() {
              @Override
              public InetAddress[] resolve(String host) {
                return new InetAddress[] {
                  InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("93.184.216.34")
                };
              }

              @Override
              public String resolveCanonicalHostname(String host) {
                return host;
              }
            },
            Network.PUBLIC);

    assertThat(both.resolve(NAME)).containsExactly(InetAddress.ofLiteral("93.184.216.34"));
  }

  @Test
  void followsNoRedirect() throws Exception {
    try (var inside = new StubServer(OK);
        var server =
            new StubServer(
                "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
                    .formatted(inside.url("http", "127.0.0.1")))) {
      var answered = (Answered) sender(HERE).post(server.url("http", NAME), Map.of(), "{}");

      assertThat(answered.status()).isEqualTo(302);
      assertThat(inside.requests).isEmpty();
    }
  }

  @Test
  void readsNoMoreThanTheFirstPartOfAnEndlessAnswer() throws Exception {
    try (var server =
        new StubServer(
            out -> {
              out.write(ascii("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n"));
              repeat(out, "x".repeat(4_096));
            })) {
      var answered = (Answered) sender(HERE).post(server.url("http", NAME), Map.of(), "{}");

      assertThat(answered.body()).hasSize(16 * 1_024);
      assertThat(server.cutOff.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "X-Header: x\r\n"})
  void readsNoEndlessHead(String part) throws Exception {
    try (var server =
        new StubServer(
            out -> {
              out.write(ascii("HTTP/1.1 200 OK\r\n"));
              repeat(out, part.repeat(100));
            })) {
      assertThat(sender(HERE).post(server.url("http", NAME), Map.of(), "{}"))
          .isEqualTo(new NoAnswer("no answer that can be read"));
      assertThat(server.cutOff.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** A byte now and then defeats every time-out that counts from the last one. */
  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 200 ", "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n"})
  void endsAtTheDeadlineHoweverSlowlyTheAnswerComes(String beginning) throws Exception {
    try (var server =
        new StubServer(
            out -> {
              out.write(ascii(beginning));
              out.write('x');
              out.flush();
              abort.get().run(); // eight seconds have passed
              repeat(out, "x");
            })) {
      assertThat(sender(HERE).post(server.url("http", NAME), Map.of(), "{}"))
          .isEqualTo(new NoAnswer("no answer in time"));
      assertThat(server.cutOff.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void unpacksNothing() throws Exception {
    try (var server =
        new StubServer(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok")) {
      var answered = (Answered) sender(HERE).post(server.url("http", NAME), Map.of(), "{}");

      assertThat(answered.body()).asString().isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"})
  void anAnswerThatCannotBeReadIsNone(String answer) throws Exception {
    try (var server = new StubServer(answer)) {
      assertThat(sender(HERE).post(server.url("http", NAME), Map.of(), "{}"))
          .isEqualTo(new NoAnswer("no answer that can be read"));
    }
  }

  @Test
  void aMachineThatDoesNotListenIsNoAnswer() {
    assertThat(sender(HERE).post(URI.create("http://" + NAME + ":1/"), Map.of(), "{}"))
        .isEqualTo(new NoAnswer("no connection"));
  }

  @Test
  void aNameThatIsNotKnownIsNoAnswer() {
    var nobody =
        resolver(
            () -> {
              throw new IllegalArgumentException();
            });

    assertThat(sender(nobody).post(URI.create("https://" + NAME + "/"), Map.of(), "{}"))
        .isEqualTo(new NoAnswer("the name is not known"));
  }

  @Test
  void wantsACertificateOfSomebodyThatIsTrustedForThatName() throws Exception {
    var certificate = TestCertificate.of(NAME);
    try (var server =
        new StubServer(
            certificate.server().getServerSocketFactory(), out -> out.write(ascii(OK)))) {
      var refused = new NoAnswer("no TLS connection, or no certificate that holds");

      assertThat(sender(HERE, certificate.client()).post(server.url("https", NAME), Map.of(), "{}"))
          .isInstanceOf(Answered.class);
      assertThat(sender(HERE).post(server.url("https", NAME), Map.of(), "{}")).isEqualTo(refused);
      assertThat(
              sender(HERE, certificate.client())
                  .post(server.url("https", "other.acme.example"), Map.of(), "{}"))
          .isEqualTo(refused);
      assertThat(server.requests).hasSize(1);
    }
  }

  private HttpSender sender(DnsResolver resolver) {
    return sender(resolver, SSLContexts.createDefault());
  }

  private HttpSender sender(DnsResolver resolver, SSLContext tls) {
    return new HttpSender(
        resolver,
        tls,
        (time, action) -> {
          deadline.set(time);
          abort.set(action);
          return calledOff::incrementAndGet;
        },
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static DnsResolver resolver(Supplier<String> address) {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) throws UnknownHostException {
        try {
          return new InetAddress[] {InetAddress.ofLiteral(address.get())};
        } catch (IllegalArgumentException e) {
          throw new UnknownHostException(host);
        }
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    };
  }

  private static void repeat(OutputStream out, String part) throws IOException {
    while (true) {
      out.write(part.getBytes(UTF_8));
      out.flush();
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}

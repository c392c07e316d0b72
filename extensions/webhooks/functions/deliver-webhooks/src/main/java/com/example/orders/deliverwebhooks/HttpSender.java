package com.example.orders.deliverwebhooks;

import com.example.orders.deliverwebhooks.GuardedResolver.AddressRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Posts and believes the other side nothing: it follows no redirect, repeats nothing, keeps neither
 * cookie nor connection, reads a bounded part of the answer, and ends by a deadline that no slow
 * answer stretches. Each connection asks the resolver anew: an address that was fine once is not
 * fine for ever.
 */
final class HttpSender implements Sender {
  /** A whole attempt, from the name to the last byte that is read. */
  static final Duration LONGEST = Duration.ofSeconds(8);

  private static final Timeout CONNECT = Timeout.ofSeconds(2);
  private static final Timeout ANSWER = Timeout.ofSeconds(5);
  static final String LATE = "no answer in time";
  private static final int BODY_BYTES = 16 * 1024;
  private static final int LINE_BYTES = 8 * 1024;
  private static final int HEADERS = 64;

  /** A batch of the queue has no more. */
  private static final int AT_ONCE = 10;

  private static final String[] TLS = {"TLSv1.3", "TLSv1.2"};

  private final CloseableHttpClient client;
  private final Deadlines deadlines;
  private final Clock clock;

  /** Ends an attempt from outside. */
  interface Deadlines {

    /** Runs the action after that time, on a thread of its own, unless it is called off before. */
    CalledOff after(Duration time, Runnable action);

    /** Calls an action off. */
    interface CalledOff extends AutoCloseable {
      @Override
      void close();
    }
  }

  HttpSender(DnsResolver resolver, SSLContext tls, Deadlines deadlines, Clock clock) {
    this.client = client(connections(resolver, tls));
    this.deadlines = deadlines;
    this.clock = clock;
  }

  private static HttpClientConnectionManager connections(DnsResolver resolver, SSLContext tls) {
    var limits =
        Http1Config.custom().setMaxLineLength(LINE_BYTES).setMaxHeaderCount(HEADERS).build();
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(resolver)
        .setTlsSocketStrategy(
            new DefaultClientTlsStrategy(
                tls, TLS, null, SSLBufferMode.STATIC, HttpsSupport.getDefaultHostnameVerifier()))
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder().http1Config(limits).build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom().setConnectTimeout(CONNECT).setSocketTimeout(ANSWER).build())
        .setMaxConnTotal(AT_ONCE)
        .setMaxConnPerRoute(AT_ONCE)
        .build();
  }

  /** Without the system's properties there is no proxy. */
  private static CloseableHttpClient client(HttpClientConnectionManager connections) {
    return HttpClients.custom()
        .setConnectionManager(connections)
        .setConnectionReuseStrategy((request, response, context) -> false)
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .setUserAgent("Orderly-Webhooks/1")
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(ANSWER)
                .setResponseTimeout(ANSWER)
                .setProtocolUpgradeEnabled(false)
                .build())
        .build();
  }

  @Override
  public Answer post(URI url, Map<String, String> headers, String body) {
    var request = new HttpPost(url);
    headers.forEach(request::setHeader);
    request.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON));
    var late = new AtomicBoolean();
    Runnable cutOff =
        () -> {
          late.set(true);
          request.abort();
        };
    try (var _ = deadlines.after(LONGEST, cutOff)) {
      var answered = answer(request);
      return late.get() ? new NoAnswer(LATE) : answered;
    } catch (IOException | HttpException e) {
      return new NoAnswer(late.get() ? LATE : reason(e));
    }
  }

  /** The connection is cut before the answer is closed, which would read it to its end. */
  private Answered answer(HttpPost request) throws IOException, HttpException {
    var response = client.executeOpen(RoutingSupport.determineHost(request), request, null);
    try {
      return read(response);
    } finally {
      request.abort();
      close(response);
    }
  }

  private Answered read(ClassicHttpResponse response) throws IOException {
    var retryAfter = response.getFirstHeader("Retry-After");
    return new Answered(
        response.getCode(),
        response.getEntity() == null ? new byte[0] : firstBytes(response.getEntity().getContent()),
        retryAfter == null ? null : RetryAfter.of(retryAfter.getValue(), clock.instant()));
  }

  private static byte[] firstBytes(InputStream body) throws IOException {
    return body.readNBytes(BODY_BYTES);
  }

  private static void close(ClassicHttpResponse response) {
    try {
      response.close();
    } catch (IOException e) {
      // its connection was cut
    }
  }

  /** Says nothing that the other side wrote. */
  private static String reason(Exception e) {
    return switch (e) {
      case AddressRefusedException _ -> "the name leads to no public address";
      case UnknownHostException _ -> "the name is not known";
      case ConnectTimeoutException _ -> "no connection in time";
      case SocketTimeoutException _ -> LATE;
      case ConnectException _ -> "no connection";
      case SSLException _ -> "no TLS connection, or no certificate that holds";
      default -> "no answer that can be read";
    };
  }
}

package localcloud.apigateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import localcloud.apigateway.GatewayFailure.Type;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.HttpRequestHandler;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/** Between HTTP and the API: reads a request as a whole, within API Gateway's quotas. */
final class HttpExchanges implements HttpRequestHandler {
  /** How long a request may take to arrive, and a connection be silent. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Quota of API Gateway: the payload's size. */
  private static final int MAX_BODY = 10 * 1024 * 1024;

  /** Quota of API Gateway: all headers together, in bytes. */
  private static final int MAX_HEADERS = 10_240;

  private final Refusal refusal;
  private final Function<ApiRequest, ApiResponse> api;

  HttpExchanges(Refusal refusal, Function<ApiRequest, ApiResponse> api) {
    this.refusal = refusal;
    this.api = api;
  }

  /** How the API answers what the server could not even read. */
  interface Refusal {
    ApiResponse answer(ApiRequest head, Type type, String message);
  }

  @Override
  public void handle(ClassicHttpRequest request, ClassicHttpResponse response, HttpContext context)
      throws IOException {
    var head = request(request, new byte[0], context);
    var refused = refused(head);
    if (refused != null) {
      leave(request, response, refused);
      return;
    }
    var body = new ByteArrayOutputStream();
    try {
      read(request, body);
    } catch (SocketTimeoutException e) {
      leave(request, response, ApiResponse.text(408, "The request did not arrive in time.\n"));
      return;
    } catch (IOException e) {
      leave(request, response, refusal.answer(head, Type.DEFAULT_4XX, "Bad Request"));
      return;
    }
    if (body.size() > MAX_BODY) {
      leave(request, response, refusal.answer(head, Type.REQUEST_TOO_LARGE, "Request Too Long"));
      return;
    }
    write(response, api.apply(request(request, body.toByteArray(), context)));
  }

  private @Nullable ApiResponse refused(ApiRequest head) {
    var size = 0;
    for (var header : head.headers().entrySet()) {
      for (var value : header.getValue()) {
        size += header.getKey().length() + value.length();
      }
    }
    if (size > MAX_HEADERS) {
      // The status and words that clients of API Gateway report.
      return ApiResponse.text(431, "HTTP header is larger than 10240 bytes.");
    }
    var lengths = head.headers().getOrDefault(HttpHeaders.CONTENT_LENGTH, List.of());
    // Two lengths: whatever follows on this connection could be a smuggled request.
    return !lengths.isEmpty() && head.headers().containsKey(HttpHeaders.TRANSFER_ENCODING)
        ? refusal.answer(head, Type.DEFAULT_4XX, "Bad Request")
        : null;
  }

  private static void read(ClassicHttpRequest request, ByteArrayOutputStream body)
      throws IOException {
    var entity = request.getEntity();
    if (entity == null) {
      return;
    }
    var deadline = Instant.now().plus(PATIENCE);
    var buffer = new byte[64 * 1024];
    InputStream in = entity.getContent();
    for (int read; body.size() <= MAX_BODY && (read = in.read(buffer)) >= 0; ) {
      body.write(buffer, 0, read);
      if (Instant.now().isAfter(deadline)) {
        throw new SocketTimeoutException();
      }
    }
  }

  /** Answers without reading what may still come: nothing else can follow on this connection. */
  private static void leave(
      ClassicHttpRequest request, ClassicHttpResponse response, ApiResponse answer) {
    request.setEntity(null);
    write(response, answer);
    response.setHeader(HttpHeaders.CONNECTION, "close");
  }

  private static ApiRequest request(ClassicHttpRequest request, byte[] body, HttpContext context) {
    var uri = request.getPath();
    var mark = uri.indexOf('?');
    var headers = new LinkedHashMap<String, List<String>>();
    for (var header : request.getHeaders()) {
      headers
          .computeIfAbsent(header.getName(), _ -> new ArrayList<>())
          .add(header.getValue() == null ? "" : header.getValue());
    }
    return new ApiRequest(
        request.getMethod(),
        mark < 0 ? uri : uri.substring(0, mark),
        mark < 0 ? "" : uri.substring(mark + 1),
        headers,
        body,
        sourceIp(context));
  }

  private static String sourceIp(HttpContext context) {
    return HttpCoreContext.cast(context).getEndpointDetails().getRemoteAddress()
            instanceof InetSocketAddress address
        ? address.getAddress().getHostAddress()
        : "127.0.0.1";
  }

  private static String line(String value) {
    return value.replaceAll("[\\r\\n]", " ");
  }

  private static void write(ClassicHttpResponse response, ApiResponse answer) {
    response.setCode(answer.status());
    answer.headers().forEach((name, value) -> response.setHeader(name, line(value)));
    answer
        .multiValueHeaders()
        .forEach((name, values) -> values.forEach(v -> response.addHeader(name, line(v))));
    if (answer.body().length > 0 && answer.status() != 204 && answer.status() != 304) {
      response.setEntity(new ByteArrayEntity(answer.body(), null));
    }
  }
}

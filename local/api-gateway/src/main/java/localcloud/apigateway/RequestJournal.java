package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import localcloud.aws.Recent;

/** The last 5,000 requests to the APIs of the account, or fewer if they are large. */
public final class RequestJournal {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST = 5_000;

  private final Recent<Line> lines = new Recent<>(MOST);
  private final AtomicLong count = new AtomicLong();

  private record Line(
      long number,
      String api,
      String method,
      String path,
      String body,
      Instant at,
      long milliseconds,
      int status,
      long bytes,
      String requestId) {
    boolean concerns(String text) {
      return path.contains(text) || body.contains(text);
    }
  }

  /** Keeps the requests to one API. */
  public RequestLog of(String api) {
    return (request, begun, answer) -> {
      var line = line(api, request, begun, answer);
      lines.add(line, line.path() + line.body());
    };
  }

  private Line line(String api, ApiRequest request, Instant begun, ApiResponse answer) {
    return new Line(
        count.incrementAndGet(),
        api,
        request.method(),
        request.path(),
        new String(request.body(), UTF_8),
        begun,
        Duration.between(begun, Instant.now()).toMillis(),
        answer.status(),
        bytes(answer),
        requestId(answer.headers()));
  }

  /** Of the body and the lines of the headers, which go out of AWS. */
  private static long bytes(ApiResponse answer) {
    var bytes = (long) answer.body().length;
    for (var header : answer.headers().entrySet()) {
      bytes += line(header.getKey(), header.getValue());
    }
    for (var header : answer.multiValueHeaders().entrySet()) {
      for (var value : header.getValue()) {
        bytes += line(header.getKey(), value);
      }
    }
    return bytes;
  }

  private static long line(String name, String value) {
    return name.length() + ": ".length() + value.length() + "\r\n".length();
  }

  /** The one by which API Gateway names a request to its client. */
  private static String requestId(Map<String, String> headers) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("x-amzn-RequestId"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }

  /** The requests whose path or body contains the text, as JSON, without their bodies. */
  public String json(String text) {
    var root = JSON.createObjectNode();
    var list = root.putArray("requests");
    for (var line : lines.all()) {
      if (line.concerns(text)) {
        list.addObject()
            .put("number", line.number())
            .put("api", line.api())
            .put("method", line.method())
            .put("path", line.path())
            .put("at", line.at().toString())
            .put("milliseconds", line.milliseconds())
            .put("status", line.status())
            .put("bytes", line.bytes())
            .put("requestId", line.requestId());
      }
    }
    return root.toString();
  }
}

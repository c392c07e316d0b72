package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import localcloud.aws.AwsAnswer;

/** An HTTP endpoint that gets mapped requests: an integration of type {@code http}. */
record HttpBackend(HttpEndpoint endpoint) implements Backend {
  @Override
  public AwsAnswer send(Mapped mapped) {
    var query =
        mapped.querystring().entrySet().stream()
            .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
            .collect(Collectors.joining("&"));
    var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    headers.put("Content-Type", List.of("application/json"));
    headers.put("Accept", List.of("application/json"));
    mapped.headers().forEach((name, value) -> headers.put(name, List.of(value)));
    var answer =
        endpoint.send(
            endpoint.method(), mapped.path(), query, headers, mapped.body().getBytes(UTF_8));
    var first = new TreeMap<String, String>();
    answer.headers().map().forEach((name, values) -> first.put(name, values.getFirst()));
    return new AwsAnswer(answer.statusCode(), Map.copyOf(first), answer.body());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}

package localcloud.cloud;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Sends a cloud gigabytes that it might keep: functions that make thousands of calls while they
 * work on an event of a megabyte, large requests, and hundreds of large asynchronous events.
 */
final class LargeEvents {
  private static final String PADDING = "p".repeat(900_000);

  private LargeEvents() {}

  public static void main(String[] arguments) {
    var settings = SampleCloud.settings(Path.of(arguments[0]));
    try (var cloud = LocalCloud.start(settings)) {
      for (int round = 0; round < 3; round++) {
        callOften(cloud, round);
        queueMuch(cloud);
      }
      System.out.println("SURVIVED " + cloud.calls().calls(count -> true) + " calls");
    }
    System.exit(0);
  }

  /** Without sharing and bounds, the journal would take 1,000 times a megabyte. */
  private static void callOften(LocalCloud cloud, int round) {
    var records =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "{\"body\":\"%d-%d\",\"messageId\":\"m\"}".formatted(round, i))
            .collect(Collectors.joining(","));
    var event = "{\"Records\":[%s],\"padding\":\"%s\"}".formatted(records, PADDING);
    expect(200, invoke(cloud, cloud.output("FunctionName"), event, Map.of()));
  }

  /** More than the queue of asynchronous events holds: it says so, and goes on. */
  private static void queueMuch(LocalCloud cloud) {
    var event = "{\"Records\":[],\"padding\":\"%s\"}".formatted(PADDING);
    var refused = 0;
    for (int i = 0; i < 150; i++) {
      var answer =
          invoke(
              cloud, cloud.output("FunctionName"), event, Map.of("X-Amz-Invocation-Type", "Event"));
      refused += answer.statusCode() == 429 ? 1 : 0;
      expect(answer.statusCode() == 429 ? 429 : 202, answer);
    }
    System.out.println(refused + " asynchronous events were refused");
  }

  private static HttpResponse<String> invoke(
      LocalCloud cloud, String function, String event, Map<String, String> headers) {
    return SampleCloud.send(
        cloud.endpointUrl().resolve("/2015-03-31/functions/" + function + "/invocations"),
        event,
        headers);
  }

  private static void expect(int status, HttpResponse<String> answer) {
    if (answer.statusCode() != status
        || answer.headers().map().containsKey("x-amz-function-error")) {
      throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
    }
  }
}

package localcloud.cloud;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import localcloud.faults.Fault;
import localcloud.faults.FaultRule;
import localcloud.faults.FaultRules;

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
      callOften(cloud);
      queueMuch(cloud);
      System.out.println("SURVIVED " + cloud.calls().calls(count -> true) + " calls");
    }
    System.exit(0);
  }

  /** Without sharing and bounds, the journal would take 1,000 times a megabyte. */
  private static void callOften(LocalCloud cloud) {
    var records =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "{\"body\":\"%d\",\"messageId\":\"m\"}".formatted(i))
            .collect(Collectors.joining(","));
    var event = "{\"Records\":[%s],\"padding\":\"%s\"}".formatted(records, PADDING);
    expect(200, invoke(cloud, cloud.output("FunctionName"), event, Map.of()));
  }

  /** More than the queue of asynchronous events holds, as none gets done: it says so. */
  private static void queueMuch(LocalCloud cloud) {
    var slow =
        new FaultRule(
            "slow", Fault.LATENCY, "dynamodb", null, null, "WriteNote", null, 0, null, 1, 9_000);
    cloud.faults().replace(new FaultRules(1, List.of(slow)));
    var event = "{\"Records\":[{\"body\":\"b\",\"messageId\":\"m\"}],\"padding\":\"%s\"}";
    var refused = 0;
    for (int i = 0; i < 200; i++) {
      var answer =
          invoke(
              cloud,
              cloud.output("FunctionName"),
              event.formatted(PADDING),
              Map.of("X-Amz-Invocation-Type", "Event"));
      refused += answer.statusCode() == 429 ? 1 : 0;
      expect(answer.statusCode() == 429 ? 429 : 202, answer);
    }
    System.out.println("REFUSED " + refused + " asynchronous events");
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

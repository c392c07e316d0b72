package localcloud.observe;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import localcloud.apigateway.ManagementCall;
import localcloud.apigateway.WebSocketUsage;
import localcloud.appconfig.Operation;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;
import localcloud.dynamodb.Capacity;
import localcloud.dynamodb.CapacityMeter;
import localcloud.endpoint.CallInterceptor;
import localcloud.s3.S3Request;
import org.jspecify.annotations.Nullable;

/**
 * Counts all AWS calls by caller, service and operation, so that a test can state what one costs.
 */
public final class CallCounter implements CallInterceptor {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A stack's own calls are some hundred; paths that somebody makes up have no end. */
  private static final int MOST_KEYS = 2_000;

  private static final int LONGEST_NAME = 200;
  private static final String OTHERS = "(others)";
  private static final String API_GATEWAY = "apigateway.amazonaws.com";

  private record Key(String principal, String service, String operation) {}

  private final Map<Key, CallCount> counts = new ConcurrentHashMap<>();
  private final CapacityMeter meter;

  public CallCounter(CapacityMeter meter) {
    this.meter = meter;
  }

  @Override
  public AwsAnswer intercept(AwsCall call, AwsService next) {
    if (!call.service().equals("dynamodb")) {
      var answer = next.answer(call);
      count(call, answer, Capacity.NONE);
      return answer;
    }
    var metered = meter.answer(call, next);
    count(call, metered.answer(), metered.capacity());
    return metered.answer();
  }

  private void count(AwsCall call, AwsAnswer answer, Capacity capacity) {
    var units = BilledUnits.of(call, answer);
    counts.compute(
        key(call), (key, old) -> known(key, old).plus(answer.isError(), units, capacity));
  }

  private static CallCount known(Key key, @Nullable CallCount old) {
    return old != null ? old : CallCount.none(key.principal(), key.service(), key.operation());
  }

  private Key key(AwsCall call) {
    // A token of AppConfig, a key of S3 or a connection is in the path: each would be an operation.
    var name =
        switch (call.service()) {
          case "s3" -> S3Request.of(call).operation();
          case ManagementCall.SERVICE -> ManagementCall.operation(call);
          default -> Operation.of(call).map(Operation::apiName).orElseGet(call::operation);
        };
    var shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    var key = new Key(call.principal(), call.service(), shown);
    return counts.size() < MOST_KEYS || counts.containsKey(key)
        ? key
        : new Key(OTHERS, OTHERS, OTHERS);
  }

  /** Counts what WebSocket APIs cost beside calls, as if it were calls of API Gateway. */
  public WebSocketUsage ofWebSockets() {
    return new WebSocketUsage() {
      @Override
      public void messages(long parts) {
        add("Message", parts);
      }

      @Override
      public void connectionMinutes(long minutes) {
        add("ConnectionMinute", minutes);
      }
    };
  }

  private void add(String unit, long times) {
    var key = new Key(API_GATEWAY, ManagementCall.SERVICE, unit);
    counts.compute(key, (k, old) -> known(k, old).plus(times));
  }

  /** All counts since the start or the last reset, by service, operation and caller. */
  public List<CallCount> counts() {
    return counts.values().stream()
        .sorted(
            Comparator.comparing(CallCount::service)
                .thenComparing(CallCount::operation)
                .thenComparing(CallCount::principal))
        .toList();
  }

  /** The sum of the calls that fit. */
  public long calls(Predicate<CallCount> which) {
    return counts.values().stream().filter(which).mapToLong(CallCount::calls).sum();
  }

  /** The sum of the write units of the calls that fit. */
  public double writeUnits(Predicate<CallCount> which) {
    return counts.values().stream().filter(which).mapToDouble(CallCount::writeUnits).sum();
  }

  /** Starts again from zero. */
  public void reset() {
    counts.clear();
  }

  public String json() {
    var root = JSON.createObjectNode();
    var all = counts();
    root.put("calls", all.stream().mapToLong(CallCount::calls).sum());
    root.put("readUnits", all.stream().mapToDouble(CallCount::readUnits).sum());
    root.put("writeUnits", all.stream().mapToDouble(CallCount::writeUnits).sum());
    root.set("counts", JSON.valueToTree(all));
    return root.toString();
  }
}

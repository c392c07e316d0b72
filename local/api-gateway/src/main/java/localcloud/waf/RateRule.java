package localcloud.waf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import localcloud.apigateway.ApiRequest;
import localcloud.apigateway.ApiResponse;
import org.jspecify.annotations.Nullable;

/**
 * So many requests with the same key in a window, counted at each request; AWS counts about every
 * ten seconds, so it lets more through before it blocks (WAF guide, "Rate-based rule caveats").
 */
final class RateRule {
  /** What a request is counted by. */
  interface Key {
    /** Null if the request has none: then the rule does not look at it. */
    @Nullable String of(ApiRequest request);
  }

  /** So many keys are followed at once; as on AWS the one that was silent longest is forgotten. */
  private static final int KEYS = 10_000;

  private final int priority;
  private final int limit;
  private final Duration window;
  private final Key key;
  private final Predicate<ApiRequest> scope;
  private final ApiResponse blocked;
  private final Map<String, Deque<Instant>> requests = new LinkedHashMap<>(16, 0.75f, true);

  RateRule(
      int priority,
      int limit,
      Duration window,
      Key key,
      Predicate<ApiRequest> scope,
      ApiResponse blocked) {
    this.priority = priority;
    this.limit = limit;
    this.window = window;
    this.key = key;
    this.scope = scope;
    this.blocked = blocked;
  }

  int priority() {
    return priority;
  }

  ApiResponse blocked() {
    return blocked;
  }

  /** Counts the request, also one that is blocked, and answers whether it is one too many. */
  synchronized boolean isOver(ApiRequest request, Instant now) {
    var value = scope.test(request) ? key.of(request) : null;
    if (value == null) {
      return false;
    }
    var times = requests.computeIfAbsent(value, _ -> new ArrayDeque<>());
    while (!times.isEmpty() && !times.getFirst().isAfter(now.minus(window))) {
      times.removeFirst();
    }
    var isOver = times.size() >= limit;
    times.addLast(now);
    if (times.size() > limit) {
      times.removeFirst();
    }
    if (requests.size() > KEYS) {
      requests.remove(requests.keySet().iterator().next());
    }
    return isOver;
  }
}

package localcloud.apigateway;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import localcloud.apigateway.ApiSettings.Throttling;
import localcloud.apigateway.GatewayFailure.Type;
import localcloud.aws.TokenBucket;
import org.jspecify.annotations.Nullable;

/**
 * The API keys and usage plans of an account (API Gateway guide, "Usage plans and API keys for REST
 * APIs"). A key without a plan that has the stage opens nothing.
 */
public final class ApiKeys {
  private final Clock clock;
  private final Map<String, Key> keys = new ConcurrentHashMap<>();
  private final Map<String, Plan> plans = new ConcurrentHashMap<>();
  private final Map<String, List<String>> keysOfPlans = new ConcurrentHashMap<>();
  private final Map<String, TokenBucket> buckets = new ConcurrentHashMap<>();
  private final Map<String, Integer> used = new ConcurrentHashMap<>();

  /** Without keys. */
  public ApiKeys(Clock clock) {
    this.clock = clock;
  }

  /** A key, as its owner sends it. */
  record Key(String id, String name, String value, boolean isEnabled) {}

  /** How long a quota lasts: a UTC day, a week from Sunday, a month. */
  enum Period {
    DAY,
    WEEK,
    MONTH;

    LocalDate start(LocalDate day) {
      return switch (this) {
        case DAY -> day;
        case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
        case MONTH -> day.withDayOfMonth(1);
      };
    }
  }

  /**
   * How many requests a key may make.
   *
   * @param offset what the first period has less
   */
  record Quota(int limit, int offset, Period period) {}

  /**
   * A usage plan.
   *
   * @param stages by {@code <api>/<stage>}: the limits of single methods, by {@code /path/GET}
   * @param throttle of each key, null without a limit
   * @param since when the plan began, for the first period
   */
  record Plan(
      String id,
      Map<String, Map<String, Throttling>> stages,
      @Nullable Throttling throttle,
      @Nullable Quota quota,
      LocalDate since) {}

  void add(Key key) {
    keys.put(key.id(), key);
  }

  void add(
      String plan,
      Map<String, Map<String, Throttling>> stages,
      @Nullable Throttling throttle,
      @Nullable Quota quota) {
    plans.put(plan, new Plan(plan, stages, throttle, quota, today()));
  }

  void join(String plan, String key) {
    keysOfPlans.computeIfAbsent(plan, _ -> new ArrayList<>()).add(key);
  }

  /** The keys that open a stage, by their names: whoever runs the cloud may know them. */
  public SequencedMap<String, String> of(String api, String stage) {
    var values = new TreeMap<String, String>();
    for (var plan : plans.values()) {
      if (plan.stages().containsKey(api + "/" + stage)) {
        for (var id : keysOfPlans.getOrDefault(plan.id(), List.of())) {
          var key = keys.get(id);
          if (key != null) {
            values.put(key.name(), key.value());
          }
        }
      }
    }
    return values;
  }

  /**
   * Lets a request in and counts it.
   *
   * @param method as a plan names it: {@code /things/{id}/GET}
   * @return the key's ID
   * @throws GatewayFailure if there is no such key, or it has been used too much
   */
  String admit(String value, String api, String stage, String method) {
    var key =
        keys.values().stream()
            .filter(one -> one.isEnabled() && one.value().equals(value))
            .findFirst()
            .orElseThrow(ApiKeys::forbidden);
    var plan = planOf(key, api + "/" + stage).orElseThrow(ApiKeys::forbidden);
    var ofMethods = plan.stages().getOrDefault(api + "/" + stage, Map.of());
    var limit = ofMethods.getOrDefault(method, plan.throttle());
    if (limit != null) {
      var name = plan.id() + " " + key.id() + (ofMethods.containsKey(method) ? " " + method : "");
      var bucket = buckets.computeIfAbsent(name, _ -> limit.bucket());
      if (!bucket.take()) {
        throw new GatewayFailure(Type.THROTTLED, "TooManyRequestsException", "Too Many Requests");
      }
    }
    count(plan, key);
    return key.id();
  }

  private Optional<Plan> planOf(Key key, String stage) {
    return plans.values().stream()
        .filter(plan -> plan.stages().containsKey(stage))
        .filter(plan -> keysOfPlans.getOrDefault(plan.id(), List.of()).contains(key.id()))
        .findFirst();
  }

  private void count(Plan plan, Key key) {
    var quota = plan.quota();
    if (quota == null) {
      return;
    }
    var start = quota.period().start(today());
    var isFirst = start.equals(quota.period().start(plan.since()));
    var most = quota.limit() - (isFirst ? quota.offset() : 0);
    var count = used.merge(plan.id() + " " + key.id() + " " + start, 1, Integer::sum);
    if (count > most) {
      throw new GatewayFailure(Type.QUOTA_EXCEEDED, "LimitExceededException", "Limit Exceeded");
    }
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private static GatewayFailure forbidden() {
    return new GatewayFailure(Type.INVALID_API_KEY, "ForbiddenException", "Forbidden");
  }
}

package localcloud.apigateway;

import java.util.LinkedHashMap;
import java.util.Map;
import localcloud.apigateway.ApiSettings.Throttling;
import localcloud.resources.Properties;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;
import org.jspecify.annotations.Nullable;

/** {@code AWS::ApiGateway::UsagePlan}. */
public final class UsagePlanHandler implements ResourceHandler {
  private static final ResourceType TYPE =
      ResourceType.of("AWS::ApiGateway::UsagePlan")
          .ref(id -> id.hash(6))
          .attribute("Id", id -> id.hash(6))
          .applied("ApiStages.ApiId", "ApiStages.Stage", "ApiStages.Throttle")
          .applied("Throttle.BurstLimit", "Throttle.RateLimit")
          .applied("Quota.Limit", "Quota.Offset", "Quota.Period")
          .withoutEffect("UsagePlanName")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource plan) {
    var given = plan.properties();
    var stages = new LinkedHashMap<String, Map<String, Throttling>>();
    for (var stage : given.objects("ApiStages")) {
      var methods = new LinkedHashMap<String, Throttling>();
      for (var method : stage.json("Throttle").properties()) {
        var limit = method.getValue();
        methods.put(
            method.getKey(),
            new Throttling(limit.path("RateLimit").asDouble(), limit.path("BurstLimit").asInt()));
      }
      stages.put(stage.text("ApiId", "") + "/" + stage.text("Stage", ""), methods);
    }
    var throttle = throttle(given);
    var quota = quota(given);
    return provision -> provision.get(ApiKeys.class).add(plan.ref(), stages, throttle, quota);
  }

  private static @Nullable Throttling throttle(Properties plan) {
    if (!plan.has("Throttle")) {
      return null;
    }
    var given = plan.object("Throttle");
    var burst = given.number("BurstLimit", 0, Integer.MAX_VALUE);
    var rate = given.text("RateLimit");
    if (burst == null || rate == null) {
      plan.refuse("Throttle", "has one limit only", "write BurstLimit and RateLimit");
      return null;
    }
    if (!rate.matches("\\d+(\\.\\d+)?")) {
      given.refuse("RateLimit", "is " + rate, "write requests a second");
      return null;
    }
    return new Throttling(Double.parseDouble(rate), burst);
  }

  private static ApiKeys.@Nullable Quota quota(Properties plan) {
    if (!plan.has("Quota")) {
      return null;
    }
    var given = plan.object("Quota");
    var period = given.oneOf("Period", "", "DAY", "WEEK", "MONTH");
    var limit = given.number("Limit", 1, Integer.MAX_VALUE);
    var offset = given.number("Offset", 0, 0, Integer.MAX_VALUE);
    if (limit == null) {
      given.refuse("Limit", "is missing", "write a number of requests");
      return null;
    }
    return period.isEmpty()
        ? null
        : new ApiKeys.Quota(limit, offset, ApiKeys.Period.valueOf(period));
  }
}

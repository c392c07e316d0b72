package localcloud.sam;

import static localcloud.sam.Json.array;
import static localcloud.sam.Json.copy;
import static localcloud.sam.Json.object;
import static localcloud.sam.Json.ref;

import com.fasterxml.jackson.databind.JsonNode;

/** The usage plans and API keys that SAM makes of {@code Auth.UsagePlan}. */
final class SamUsagePlans {
  private static final String SHARED = "Serverless";

  private final SamExpansion expansion;

  SamUsagePlans(SamExpansion expansion) {
    this.expansion = expansion;
  }

  /** A plan of the API's own, or the one that all such APIs share. */
  void add(String api, String stage, JsonNode given) {
    if (given.isMissingNode()) {
      return;
    }
    var kind = given.path("CreateUsagePlan").asText();
    switch (kind) {
      case "NONE" -> {}
      case "PER_API" -> create(api, api, stage, given);
      case "SHARED" -> {
        if (expansion.resources().containsKey(SHARED + "UsagePlan")) {
          extend(api, stage, given);
        } else {
          create(SHARED, api, stage, given);
        }
      }
      default -> throw new TemplateException("UsagePlan: CreateUsagePlan is '" + kind + "'");
    }
  }

  private void create(String prefix, String api, String stage, JsonNode given) {
    var plan = object("ApiStages", array(object("ApiId", ref(api), "Stage", ref(stage))));
    copy(given, plan, "UsagePlanName Description Quota Tags Throttle");
    expansion.generate(prefix + "UsagePlan", "AWS::ApiGateway::UsagePlan", plan);
    var stages = array(object("RestApiId", ref(api), "StageName", ref(stage)));
    expansion.generate(
        prefix + "ApiKey", "AWS::ApiGateway::ApiKey", object("Enabled", true, "StageKeys", stages));
    var place = object("KeyId", ref(prefix + "ApiKey"), "KeyType", "API_KEY");
    place.set("UsagePlanId", ref(prefix + "UsagePlan"));
    expansion.generate(prefix + "UsagePlanKey", "AWS::ApiGateway::UsagePlanKey", place);
  }

  private void extend(String api, String stage, JsonNode given) {
    var plan = expansion.properties(SHARED + "UsagePlan");
    plan.withArrayProperty("ApiStages").add(object("ApiId", ref(api), "Stage", ref(stage)));
    copy(given, plan, "UsagePlanName Description Quota Tags Throttle");
    expansion
        .properties(SHARED + "ApiKey")
        .withArrayProperty("StageKeys")
        .add(object("RestApiId", ref(api), "StageName", ref(stage)));
  }
}

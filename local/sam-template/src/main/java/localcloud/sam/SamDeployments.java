package localcloud.sam;

import static localcloud.sam.Json.array;
import static localcloud.sam.Json.getAtt;
import static localcloud.sam.Json.object;
import static localcloud.sam.Json.ref;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * Expands {@code DeploymentPreference} into CodeDeploy's resources and an alias's update policy.
 */
final class SamDeployments {
  private static final String APPLICATION = "ServerlessDeploymentApplication";
  private static final String ROLE = "CodeDeployServiceRole";

  /** aws-sam-translator, {@code deployment_preference_collection.py}. */
  private static final Set<String> PREDEFINED =
      Set.of(
          "AllAtOnce",
          "Canary10Percent5Minutes",
          "Canary10Percent10Minutes",
          "Canary10Percent15Minutes",
          "Canary10Percent30Minutes",
          "Linear10PercentEvery1Minute",
          "Linear10PercentEvery2Minutes",
          "Linear10PercentEvery3Minutes",
          "Linear10PercentEvery10Minutes");

  private final SamExpansion expansion;

  SamDeployments(SamExpansion expansion) {
    this.expansion = expansion;
  }

  /**
   * Generates what deploys a function.
   *
   * @return the update policy of its alias; empty without a preference that is enabled
   */
  ObjectNode of(String id, ObjectNode function) {
    var preference = function.path("DeploymentPreference");
    if (!preference.isObject() || !preference.path("Enabled").asBoolean(true)) {
      return object();
    }
    if (!function.has("AutoPublishAlias")) {
      throw new TemplateException("DeploymentPreference requires AutoPublishAlias");
    }
    if (!preference.has("Type")) {
      throw new TemplateException("DeploymentPreference has no Type");
    }
    generateOnce(APPLICATION, "AWS::CodeDeploy::Application", object("ComputePlatform", "Lambda"));
    if (!preference.has("Role")) {
      generateOnce(ROLE, "AWS::IAM::Role", role());
    }
    var group = id + "DeploymentGroup";
    expansion.generate(group, "AWS::CodeDeploy::DeploymentGroup", group(preference));
    var update = object("ApplicationName", ref(APPLICATION), "DeploymentGroupName", ref(group));
    Json.copy(
        preference.path("Hooks"),
        update,
        "PreTraffic>BeforeAllowTrafficHook PostTraffic>AfterAllowTrafficHook");
    return object("CodeDeployLambdaAliasUpdate", update);
  }

  private void generateOnce(String id, String type, ObjectNode properties) {
    if (!expansion.resources().containsKey(id)) {
      expansion.generate(id, type, properties);
    }
  }

  private static ObjectNode group(JsonNode preference) {
    var type = preference.get("Type");
    var group = object("ApplicationName", ref(APPLICATION));
    group.set(
        "AutoRollbackConfiguration",
        object(
            "Enabled",
            true,
            "Events",
            array("DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST")));
    group.set(
        "DeploymentConfigName",
        PREDEFINED.contains(type.asText())
            ? object("Fn::Sub", "CodeDeployDefault.Lambda" + type.asText())
            : type);
    group.set(
        "DeploymentStyle",
        object("DeploymentType", "BLUE_GREEN", "DeploymentOption", "WITH_TRAFFIC_CONTROL"));
    group.set(
        "ServiceRoleArn",
        preference.path("Role").isMissingNode() ? getAtt(ROLE, "Arn") : preference.get("Role"));
    Json.copy(preference, group, "TriggerConfigurations");
    if (!preference.path("Alarms").isEmpty()) {
      var alarms = array();
      preference.get("Alarms").forEach(alarm -> alarms.add(object("Name", alarm)));
      group.set("AlarmConfiguration", object("Enabled", true, "Alarms", alarms));
    }
    return group;
  }

  private static ObjectNode role() {
    var statement = object("Action", array("sts:AssumeRole"), "Effect", "Allow");
    statement.set("Principal", object("Service", array("codedeploy.amazonaws.com")));
    var role =
        object(
            "AssumeRolePolicyDocument",
            object("Version", "2012-10-17", "Statement", array(statement)));
    role.set(
        "ManagedPolicyArns",
        array("arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda"));
    return role;
  }
}

package localcloud.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import localcloud.apigateway.RoleNotAssumedException;
import localcloud.aws.AwsCall;
import localcloud.sam.Finding;
import localcloud.sam.Stack;
import localcloud.sam.StackResource;

/** Roles that services take: each service must be trusted by its role, when AWS looks at it. */
public record ServiceRoles(Stack stack, Permissions permissions) {

  /**
   * Checks what AWS checks when it creates a resource.
   *
   * @param places where a resource stands, by its logical ID in the account
   * @return what the services say of resources whose role does not trust them
   */
  public List<Finding> untrusted(Function<String, Finding> places) {
    var found = new ArrayList<Finding>();
    for (var resource : stack.resources().values()) {
      for (var use : uses(resource)) {
        if (!permissions.trusts(use.role(), use.service(), use.source())) {
          var at = places.apply(resource.logicalId());
          found.add(new Finding(at.file(), at.line(), at.place(), use.refusal(), ""));
        }
      }
    }
    return found;
  }

  /**
   * A role that a resource hands to a service.
   *
   * @param source for which resource the service takes it
   * @param refusal what the service says if it cannot
   */
  private record Use(String role, String service, String source, String refusal) {}

  private static List<Use> uses(StackResource of) {
    var properties = of.properties();
    return switch (of.type()) {
      case "AWS::Lambda::Function" ->
          List.of(
              new Use(
                  properties.path("Role").asText(),
                  ServiceCall.LAMBDA,
                  of.arn(),
                  "The role defined for the function cannot be assumed by Lambda."));
      case "AWS::StepFunctions::StateMachine" ->
          List.of(
              new Use(
                  properties.path("RoleArn").asText(),
                  ServiceCall.STATES,
                  of.arn(),
                  "Neither the global service principal states.amazonaws.com, nor the regional one"
                      + " is authorized to assume the provided role."));
      case "AWS::Events::Rule" ->
          properties.path("Targets").valueStream().map(target -> ofTarget(of, target)).toList();
      case "AWS::Scheduler::Schedule" -> List.of(ofSchedule(of));
      case "AWS::CodeDeploy::DeploymentGroup" ->
          List.of(ofGroup(of, properties.path("ServiceRoleArn").asText()));
      case "AWS::AppConfig::Environment" ->
          properties.path("Monitors").valueStream().map(monitor -> ofMonitor(of, monitor)).toList();
      default -> List.of();
    };
  }

  private static Use ofTarget(StackResource rule, JsonNode target) {
    var role = target.path("RoleArn").asText();
    return new Use(
        role,
        ServiceCall.EVENTS,
        rule.arn(),
        "Provided role '%s' cannot be assumed by principal '%s'."
            .formatted(role, ServiceCall.EVENTS));
  }

  private static Use ofGroup(StackResource group, String role) {
    return new Use(
        role,
        ServiceCall.CODE_DEPLOY,
        group.arn(),
        "AWS CodeDeploy does not have the permissions required to assume the role " + role + ".");
  }

  private static Use ofMonitor(StackResource environment, JsonNode monitor) {
    return new Use(
        monitor.path("AlarmRoleArn").asText(),
        ServiceCall.APP_CONFIG,
        environment.arn(),
        "AppConfig cannot assume the role of the monitor, so no alarm would roll back.");
  }

  private static Use ofSchedule(StackResource schedule) {
    var group = schedule.properties().path("GroupName").asText("default");
    return new Use(
        schedule.properties().at("/Target/RoleArn").asText(),
        ServiceCall.SCHEDULER,
        schedule.arn().replaceFirst(":schedule/.*", ":schedule-group/" + group),
        "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.");
  }

  /** API Gateway takes an integration's role at each request, and looks at it only then. */
  public AwsCall takenByApi(AwsCall call) {
    var role = call.principal();
    if (role.contains(":role/") && !permissions.trusts(role, ServiceCall.API_GATEWAY, "")) {
      throw new RoleNotAssumedException(role);
    }
    return call;
  }
}

package localcloud.iam;

import localcloud.apigateway.RoleNotAssumedException;
import localcloud.aws.AwsCall;
import localcloud.sam.Stack;
import localcloud.sam.StackResource;

/** Roles that services take: each service must be trusted by its role, when AWS looks at it. */
public record ServiceRoles(Stack stack, Permissions permissions) {

  /**
   * Checks what AWS checks when it creates a resource.
   *
   * @throws IllegalStateException in the service's words
   */
  public void checkAtCreation() {
    for (var function : stack.ofType("AWS::Lambda::Function")) {
      check(
          function,
          function.properties().path("Role").asText(),
          ServiceCall.LAMBDA,
          "The role defined for the function cannot be assumed by Lambda.");
    }
    for (var machine : stack.ofType("AWS::StepFunctions::StateMachine")) {
      check(
          machine,
          machine.properties().path("RoleArn").asText(),
          ServiceCall.STATES,
          "Neither the global service principal states.amazonaws.com, nor the regional one is"
              + " authorized to assume the provided role.");
    }
    checkRules();
    checkSchedules();
  }

  private void checkSchedules() {
    for (var schedule : stack.ofType("AWS::Scheduler::Schedule")) {
      var group = schedule.properties().path("GroupName").asText("default");
      check(
          schedule,
          schedule.properties().at("/Target/RoleArn").asText(),
          ServiceCall.SCHEDULER,
          schedule.arn().replaceFirst(":schedule/.*", ":schedule-group/" + group),
          "The execution role you provide must allow AWS EventBridge Scheduler to assume the"
              + " role.");
    }
  }

  private void checkRules() {
    for (var rule : stack.ofType("AWS::Events::Rule")) {
      for (var target : rule.properties().path("Targets")) {
        var role = target.path("RoleArn").asText();
        check(
            rule,
            role,
            ServiceCall.EVENTS,
            "Provided role '%s' cannot be assumed by principal '%s'."
                .formatted(role, ServiceCall.EVENTS));
      }
    }
  }

  private void check(StackResource of, String role, String service, String refusal) {
    check(of, role, service, of.arn(), refusal);
  }

  private void check(StackResource of, String role, String service, String source, String refusal) {
    if (!permissions.trusts(role, service, source)) {
      throw new IllegalStateException(of.logicalId() + ": " + refusal);
    }
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

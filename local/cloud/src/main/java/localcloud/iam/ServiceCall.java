package localcloud.iam;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a service says of itself when it takes a role or calls in its own name. There is no public
 * list of which service sends which key, so each row has its source; what no source shows is not
 * sent, and a policy that asks for it is not met.
 *
 * @param principal the service's principal
 * @param action what it does
 * @param keys the condition keys that it sends
 * @param source where that is known from; repositories are GitHub's
 */
public record ServiceCall(String principal, String action, Set<String> keys, String source) {
  static final String API_GATEWAY = "apigateway.amazonaws.com";
  static final String LAMBDA = "lambda.amazonaws.com";
  static final String STATES = "states.amazonaws.com";
  static final String EVENTS = "events.amazonaws.com";
  static final String SNS = "sns.amazonaws.com";
  public static final String SCHEDULER = "scheduler.amazonaws.com";
  static final String APP_CONFIG = "appconfig.amazonaws.com";
  static final String CODE_DEPLOY = "codedeploy.amazonaws.com";
  static final String TAKE_ROLE = "sts:AssumeRole";

  private static final String SOURCE_ARN = "aws:sourcearn";
  private static final String SOURCE_ACCOUNT = "aws:sourceaccount";

  private static final List<ServiceCall> ALL =
      List.of(
          new ServiceCall(
              API_GATEWAY,
              TAKE_ROLE,
              Set.of(),
              "aws-solutions-library-samples/accelerated-intelligent-document-processing-on-aws"
                  + " #479: neither key on a live stack"),
          new ServiceCall(
              API_GATEWAY,
              "lambda:InvokeFunction",
              Set.of(SOURCE_ARN),
              "the permissions that SAM makes; API Gateway guide, 'Control access based on an"
                  + " identity's resources'; no deployed template asks for the account"),
          new ServiceCall(
              LAMBDA,
              TAKE_ROLE,
              Set.of(),
              "Lambda guide, 'Execution role'; prowler-cloud/prowler #2810: no public list has it"),
          new ServiceCall(
              STATES,
              TAKE_ROLE,
              Set.of(SOURCE_ARN, SOURCE_ACCOUNT),
              "Step Functions guide, 'Prevent cross-service confused deputy issue'"),
          new ServiceCall(
              EVENTS,
              TAKE_ROLE,
              Set.of(SOURCE_ARN, SOURCE_ACCOUNT),
              "EventBridge guide, 'Cross-service confused deputy prevention'"),
          new ServiceCall(
              EVENTS,
              "sqs:SendMessage",
              Set.of(SOURCE_ARN),
              "EventBridge guide, 'Using resource-based policies'; aws/serverless-application-model"
                  + " makes this policy for a dead-letter queue"),
          new ServiceCall(
              EVENTS,
              "lambda:InvokeFunction",
              Set.of(SOURCE_ARN),
              "awsdocs/aws-cloudformation-user-guide #481 and hashicorp/terraform-provider-aws"
                  + " #4116: denied with the account"),
          new ServiceCall(
              EVENTS,
              "sns:Publish",
              Set.of(),
              "EventBridge guide, 'Using resource-based policies': no conditions in topic"
                  + " policies"),
          new ServiceCall(
              SNS,
              "sqs:SendMessage",
              Set.of(SOURCE_ARN),
              "SNS guide, 'Subscribing an Amazon SQS queue'; the policy that SAM makes"),
          new ServiceCall(
              SNS,
              "lambda:InvokeFunction",
              Set.of(SOURCE_ARN),
              "the permissions that SAM makes for the event SNS"),
          new ServiceCall(
              SCHEDULER,
              TAKE_ROLE,
              Set.of(SOURCE_ARN, SOURCE_ACCOUNT),
              "EventBridge Scheduler guide, 'Confused deputy prevention': the ARN is the schedule"
                  + " group's"),
          new ServiceCall(
              CODE_DEPLOY,
              TAKE_ROLE,
              Set.of(),
              "CodeDeploy guide, 'Create a service role': its trust policy has no condition"),
          new ServiceCall(
              APP_CONFIG,
              TAKE_ROLE,
              Set.of(),
              "AppConfig guide, 'Create the IAM role': its trust policy has no condition"),
          new ServiceCall(
              APP_CONFIG,
              "lambda:InvokeFunction",
              Set.of(SOURCE_ARN),
              "a public CDK stack whose permission names the profile; no deployed template asks"
                  + " for the account"));

  /**
   * The request's context.
   *
   * @param sourceArn the resource for which the service acts: a rule, a method, a state machine
   */
  static Map<String, String> context(
      String principal, String action, String sourceArn, String account) {
    var context = new HashMap<>(Map.of("aws:securetransport", "true"));
    for (var call : ALL) {
      if (call.principal().equals(principal) && call.action().equals(action)) {
        if (call.keys().contains(SOURCE_ARN) && !sourceArn.isEmpty()) {
          context.put(SOURCE_ARN, sourceArn);
        }
        if (call.keys().contains(SOURCE_ACCOUNT)) {
          context.put(SOURCE_ACCOUNT, account);
        }
      }
    }
    return Map.copyOf(context);
  }

  /**
   * The name that a service has beside its global one: Step Functions has one for each region (Step
   * Functions guide, "How Step Functions works with IAM").
   */
  static String regional(String principal, Map<String, String> context) {
    var source = context.getOrDefault(SOURCE_ARN, "").split(":", 5);
    return principal.equals(STATES) && source.length == 5
        ? principal.replaceFirst("\\.", "." + source[3] + ".")
        : principal;
  }

  static boolean isService(String principal) {
    return principal.endsWith(".amazonaws.com");
  }
}

package com.example.orders.template;

import static com.example.orders.template.TemplateRule.each;
import static com.example.orders.template.TransformedTemplate.each;

import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Who may do what. */
final class RoleRules {
  private static final String ROLE = "AWS::IAM::Role";

  private static final String DESCRIBE_ALARMS = "cloudwatch:DescribeAlarms";

  /** Actions that admit no resource ARN: X-Ray's writes, log delivery; and one that asks for *. */
  private static final Pattern WITHOUT_ARN =
      Pattern.compile(
          DESCRIBE_ALARMS
              + "|events:List(Rules|Archives|Replays)|xray:(Put\\w+|GetSampling\\w+)|logs:(\\w+LogDeliver\\w+|PutResourcePolicy|Describe\\w+)");

  /** SAM takes the last one in China and GovCloud. */
  private static final Pattern FOR_LOGS_AND_TRACES =
      Pattern.compile(
          "arn:aws[\\w-]*:iam::aws:policy/"
              + "(service-role/AWSLambdaBasicExecutionRole|AWSXrayWriteOnlyAccess|AWSXRayDaemonWriteAccess)");

  private static final Predicate<String> ORDERS_QUEUE =
      Pattern.compile("arn:.*-(Express)?OrdersQueue\\.fifo").asMatchPredicate();

  /** Where a statement says which types of events it is for. */
  static final String DETAIL_TYPE = "/Condition/StringEquals/events:detail-type";

  static final List<TemplateRule> ALL =
      List.of(
          new TemplateRule("each function has a role of its own", RoleRules::shared),
          // SAM adds one for a function with an event of type SQS: it reads every queue there is.
          each(
              ROLE,
              "a role has no managed policies but those for logs and traces",
              role ->
                  role.at("/ManagedPolicyArns")
                      .valueStream()
                      .allMatch(arn -> FOR_LOGS_AND_TRACES.matcher(arn.asText()).matches())),
          each(
              ROLE,
              "every role takes the permissions boundary",
              role -> role.properties().has("PermissionsBoundary")),
          each(
              ROLE,
              "no statement allows an action with *",
              role ->
                  allowed(role)
                      .flatMap(statement -> each(statement.path("Action")))
                      .noneMatch(action -> action.asText().contains("*"))),
          // SAM writes no Version, and IAM's old one takes a variable for text.
          each(
              ROLE,
              "only a policy of version 2012-10-17 has variables",
              role ->
                  each(role.at("/Policies"))
                      .map(policy -> policy.path("PolicyDocument"))
                      .allMatch(
                          document ->
                              document.path("Version").asText().equals("2012-10-17")
                                  || !document.toString().contains("${aws:"))),
          each(
              ROLE,
              "a statement on all resources holds only actions without resources",
              role ->
                  allowed(role)
                      .filter(RoleRules::isOnEverything)
                      .flatMap(statement -> each(statement.path("Action")))
                      .allMatch(action -> WITHOUT_ARN.matcher(action.asText()).matches())),
          // Of a narrower scope CloudWatch returns no composite alarms.
          each(
              ROLE,
              "who describes alarms may describe all, in a statement of its own",
              role ->
                  allowed(role)
                      .filter(statement -> statement.toString().contains(DESCRIBE_ALARMS))
                      .allMatch(
                          statement ->
                              isOnEverything(statement)
                                  && each(statement.path("Action"))
                                      .map(JsonNode::asText)
                                      .allMatch(DESCRIBE_ALARMS::equals))),
          each(
              ROLE,
              "no function may scan a table or delete items but idempotency records and the test order",
              role ->
                  !isFor(role, "lambda")
                      || allowed(role)
                          .filter(statement -> !isOnIdempotencyRecords(statement))
                          .filter(statement -> !isOnTheTestOrder(statement))
                          .flatMap(statement -> each(statement.path("Action")))
                          .map(JsonNode::asText)
                          .noneMatch(RoleRules::isScanOrDelete)),
          each(
              ROLE,
              "Step Functions takes a role in this account only",
              role ->
                  !isFor(role, "states")
                      || trust(role)
                          .allMatch(
                              statement ->
                                  statement
                                      .path("Condition")
                                      .toString()
                                      .matches(".*aws:Source(Account|Arn).*"))),
          // It sends neither aws:SourceAccount nor aws:SourceArn: a condition on them refuses every
          // request.
          each(
              ROLE,
              "API Gateway takes its role without a condition",
              role ->
                  !isFor(role, "apigateway")
                      || trust(role).noneMatch(statement -> statement.has("Condition"))),
          each(
              ROLE,
              "a role that people take is this account's and opens routes of the API, nothing else",
              RoleRules::isForOperators),
          new TemplateRule(
              "API Gateway may send to the orders queues, and read one table by key",
              RoleRules::apiRole),
          new TemplateRule(
              "a workflow may invoke exactly the functions that it names", RoleRules::invokes),
          new TemplateRule("only the payment functions may write the ledger", RoleRules::ledger),
          each(
              ROLE,
              "nobody may replace or delete what the outside world counts",
              role ->
                  allowed(role)
                      .filter(RoleRules::isOnTheOutsideWorld)
                      .flatMap(statement -> each(statement.path("Action")))
                      .allMatch(
                          action ->
                              action.asText().matches("dynamodb:(GetItem|Query|UpdateItem)"))),
          // The source is a list for IAM, so that its set operator holds also without one.
          each(
              ROLE,
              "who puts events on a bus names their source and types",
              role ->
                  each(role.at("/Policies"))
                      .filter(policy -> !isOfDestination(policy))
                      .flatMap(RoleRules::allowedBy)
                      .filter(RoleRules::isToPutEvents)
                      .allMatch(
                          statement ->
                              statement
                                      .at("/Condition/ForAllValues:StringEquals/events:source")
                                      .isTextual()
                                  && !statement.at(DETAIL_TYPE).isMissingNode())),
          each(
              "AWS::Lambda::Permission",
              "every permission names its source",
              permission -> permission.properties().has("SourceArn")),
          each(
              "AWS::Lambda::Permission",
              "a permission for API Gateway names no account beside the API's ARN",
              permission ->
                  !permission.at("/Principal").asText().equals("apigateway.amazonaws.com")
                      || !permission.properties().has("SourceAccount")));

  private RoleRules() {}

  static Stream<JsonNode> allowed(Resource role) {
    return role.at("/Policies").valueStream().flatMap(RoleRules::allowedBy);
  }

  private static Stream<JsonNode> allowedBy(JsonNode policy) {
    return each(policy.at("/PolicyDocument/Statement"))
        .filter(statement -> statement.path("Effect").asText().equals("Allow"));
  }

  static boolean isToPutEvents(JsonNode statement) {
    return each(statement.path("Action"))
        .anyMatch(action -> action.asText().equals("events:PutEvents"));
  }

  /** SAM's, for Lambda's records of invokes. */
  private static boolean isOfDestination(JsonNode policy) {
    return policy
        .path("PolicyName")
        .asText()
        .matches("\\w+EventInvokeConfigOn(Success|Failure)\\w+Policy");
  }

  private static Stream<String> actions(Resource role) {
    return allowed(role).flatMap(statement -> each(statement.path("Action"))).map(JsonNode::asText);
  }

  private static boolean isOnEverything(JsonNode statement) {
    return each(statement.path("Resource")).anyMatch(resource -> resource.asText().equals("*"));
  }

  private static boolean isFor(Resource role, String service) {
    return role.at("/AssumeRolePolicyDocument").toString().contains(service + ".amazonaws.com");
  }

  private static Stream<JsonNode> trust(Resource role) {
    return role.at("/AssumeRolePolicyDocument/Statement").valueStream();
  }

  /** Also true of a role that only services take. */
  private static boolean isForOperators(Resource role) {
    var people =
        trust(role)
            .flatMap(statement -> each(statement.at("/Principal/AWS")))
            .map(JsonNode::asText)
            .toList();
    return people.isEmpty()
        || people.stream().allMatch(arn -> arn.matches("arn:[\\w-]+:iam::\\d{12}:root"))
            && actions(role).allMatch("execute-api:Invoke"::equals)
            && resourcesOf(role, "execute-api:").allMatch(arn -> arn.contains("/operations/"));
  }

  /** A record is deleted to free its key, when surely nothing was done. */
  private static boolean isOnIdempotencyRecords(JsonNode statement) {
    return each(statement.path("Action"))
            .allMatch(action -> action.asText().matches("dynamodb:(Get|Put|Update|Delete)Item"))
        && each(statement.path("Resource"))
            .allMatch(table -> table.asText().endsWith("-IdempotencyTable"));
  }

  private static boolean isOnTheTestOrder(JsonNode statement) {
    return statement
        .at("/Condition/ForAllValues:StringLike")
        .toString()
        .equals("{\"dynamodb:LeadingKeys\":[\"release-check\",\"RELEASE-CHECK-*\"]}");
  }

  private static boolean isOnTheOutsideWorld(JsonNode statement) {
    return each(statement.path("Resource"))
        .anyMatch(table -> table.asText().matches(".*-(Ledger|Shipments|Notifications)Table"));
  }

  private static boolean isScanOrDelete(String action) {
    return action.matches("dynamodb:(Scan|DeleteItem|DeleteTable|BatchWriteItem)");
  }

  private static Stream<String> shared(TransformedTemplate template) {
    var roles =
        Stream.of("AWS::Lambda::Function", "AWS::StepFunctions::StateMachine")
            .flatMap(template::ofType)
            .map(RoleRules::roleOf)
            .toList();
    return template
        .ofType("AWS::Lambda::Function")
        .filter(
            function -> roles.stream().filter(role -> role.equals(roleOf(function))).count() > 1)
        .map(Resource::id);
  }

  private static String roleOf(Resource resource) {
    return resource.at("/Role").asText(resource.at("/RoleArn").asText());
  }

  private static Stream<String> apiRole(TransformedTemplate template) {
    return template
        .ofType(ROLE)
        .filter(role -> isFor(role, "apigateway"))
        .filter(
            role ->
                actions(role)
                        .anyMatch(
                            action -> !action.matches("sqs:SendMessage|dynamodb:GetItem|kms:.*"))
                    || !resourcesOf(role, "sqs:").allMatch(ORDERS_QUEUE)
                    || resourcesOf(role, "dynamodb:")
                            .map(arn -> arn.replaceFirst("/index/.*", ""))
                            .distinct()
                            .count()
                        > 1)
        .map(Resource::id);
  }

  private static Stream<String> resourcesOf(Resource role, String actionPrefix) {
    return allowed(role)
        .filter(
            statement ->
                each(statement.path("Action"))
                    .anyMatch(action -> action.asText().startsWith(actionPrefix)))
        .flatMap(statement -> each(statement.path("Resource")))
        .map(JsonNode::asText);
  }

  private static Stream<String> invokes(TransformedTemplate template) {
    return template
        .ofType("AWS::StepFunctions::StateMachine")
        .filter(
            machine -> {
              var named = new TreeSet<String>();
              machine.at("/Definition").findValuesAsText("FunctionName").forEach(named::add);
              var allowed =
                  new TreeSet<>(
                      template
                          .referredTo(ROLE, machine.at("/RoleArn"))
                          .flatMap(role -> resourcesOf(role, "lambda:"))
                          .toList());
              return !named.equals(allowed);
            })
        .map(Resource::id);
  }

  private static Stream<String> ledger(TransformedTemplate template) {
    return template
        .ofType(ROLE)
        .filter(role -> !role.id().matches("(Charge|Refund)PaymentFunctionRole"))
        .filter(
            role ->
                allowed(role)
                    .filter(statement -> statement.path("Resource").toString().contains("Ledger"))
                    .flatMap(statement -> each(statement.path("Action")))
                    .anyMatch(action -> !action.asText().matches("dynamodb:(GetItem|Query)")))
        .map(Resource::id);
  }
}

package com.example.orders.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The template obeys every rule, and every rule finds the defect that it is there for. What linters
 * find is not repeated here.
 */
class TemplateRulesTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final String TABLE_OF_LEDGER = "arn:aws:dynamodb:us-east-1:0:table/x-LedgerTable";

  private static final TransformedTemplate OURS = TransformedTemplate.ours();

  /** With the kinds of resources that only extensions have, done right. */
  private static final TransformedTemplate WITH_ALL_KINDS = OURS.and(bucketAndApis());

  static List<TemplateRule> rules() {
    return Stream.of(
            QueueRules.ALL,
            RoleRules.ALL,
            FunctionRules.ALL,
            EventRules.ALL,
            AlarmRules.ALL,
            DashboardRules.ALL,
            WorkflowRules.ALL,
            ApiRules.ALL,
            HttpApiRules.ALL,
            BucketRules.ALL,
            DeploymentRules.ALL,
            SettingsRules.ALL)
        .flatMap(List::stream)
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void ourTemplateObeys(TemplateRule rule) {
    assertThat(rule.findings().apply(OURS)).as("%s, broken by", rule.name()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void aBucketAndApisDoneRightObey(TemplateRule rule) {
    assertThat(rule.findings().apply(WITH_ALL_KINDS)).as("%s, broken by", rule.name()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("defects")
  void findsThePlantedDefect(String rule, Consumer<TransformedTemplate> defect) {
    var broken = WITH_ALL_KINDS.copy();
    defect.accept(broken);

    assertThat(broken).as("the defect changes something").isNotEqualTo(WITH_ALL_KINDS);
    assertThat(rule(rule).findings().apply(broken)).as(rule).isNotEmpty();
  }

  @Test
  void everyRuleHasAPlantedDefect() {
    assertThat(defects().map(defect -> defect.get()[0]).distinct())
        .containsExactlyInAnyOrderElementsOf(rules().stream().map(TemplateRule::name).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|visibility is at least six times the timeout|ConsumeQueue",
        "2|maxReceiveCount is 5 to 10, or 50 where a table limits the tries|Queue",
        "3|a dead-letter queue keeps its messages 14 days and as long as its source|Queue",
        "4|a destination is no FIFO queue|ConsumeEventInvokeConfig",
        "5|a FIFO mapping takes at most 10 messages|ConsumeQueue",
        "6|a FIFO mapping has no batching window|ConsumeQueue",
        "7|MaximumConcurrency is 2 or more and not above the reserved concurrency|ConsumeQueue",
        "8|a task that waits for a token has a heartbeat and a timeout|Workflow.Wait",
        "9|no statement allows an action with *|ConsumeRole",
        "10|no statement allows an action with *|WorkflowRole",
      })
  void findsWhatLintersDoNotSee(int number, String rule, String place) {
    var planted =
        TransformedTemplate.load(
            ROOT.resolve("tests/src/test/resources/template/planted-defects.yaml"), Map.of());

    assertThat(rule(rule).findings().apply(planted)).as("defect %s", number).contains(place);
  }

  /** Their references are to what our template has. */
  private static TransformedTemplate bucketAndApis() {
    var file = ROOT.resolve("tests/src/test/resources/template/bucket-and-apis.json");
    var named =
        Map.of(
            "POOL", OURS.get("CustomerPool").arn().replaceFirst("^.*/", ""),
            "CLIENT", OURS.get("CustomerPoolClient").arn(),
            "LOGS", OURS.get("ApplicationLogGroup").arn(),
            "FUNCTION", OURS.get("ListOrdersFunction").arn());
    try {
      var text = Files.readString(file);
      for (var one : named.entrySet()) {
        text = text.replace(one.getKey(), one.getValue());
      }
      return new TransformedTemplate(
          TransformedTemplate.parse(text)
              .propertyStream()
              .map(one -> resource(one.getKey(), one.getValue()))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Resource resource(String id, JsonNode described) {
    return new Resource(
        id,
        described.path("type").asText(),
        described.path("arn").asText(),
        (ObjectNode) described.path("properties"));
  }

  private static TemplateRule rule(String name) {
    return rules().stream().filter(rule -> rule.name().equals(name)).findFirst().orElseThrow();
  }

  // --- The defects, planted into our own template ---

  private static Stream<Arguments> defects() {
    var defects = new ArrayList<Arguments>();
    defects.addAll(queueDefects());
    defects.addAll(roleDefects());
    defects.addAll(functionDefects());
    defects.addAll(eventDefects());
    defects.addAll(alarmDefects());
    defects.addAll(workflowDefects());
    defects.addAll(apiDefects());
    defects.addAll(httpApiDefects());
    defects.addAll(bucketDefects());
    defects.addAll(deploymentDefects());
    defects.addAll(settingsDefects());
    return defects.stream();
  }

  private static List<Arguments> queueDefects() {
    var tls = "every queue refuses calls without TLS";
    var letIn = "a queue lets in exactly the rules that send to it, by their ARNs";
    var receives = "maxReceiveCount is 5 to 10, or 50 where a table limits the tries";
    return List.of(
        set(
            "visibility is at least six times the timeout",
            "OrdersQueue",
            "/VisibilityTimeout",
            "59"),
        set(receives, "OrdersQueue", "/RedrivePolicy/maxReceiveCount", "1"),
        set(receives, "OrdersQueue", "/RedrivePolicy/maxReceiveCount", "11"),
        limitedBy("OrdersTable", "51"),
        limitedBy("ProductsTable", "50"),
        limitedBy("NoTable", "50"),
        set(
            "whoever tells how often a queue was read knows its maxReceiveCount",
            "ShipmentQueue",
            "/RedrivePolicy/maxReceiveCount",
            "6"),
        remove(
            "whoever tells how often a queue was read knows its maxReceiveCount",
            "RecordFailureFunction",
            "/Environment/Variables/MAX_RECEIVE_COUNT"),
        set(
            "every queue has a dead-letter queue of its kind or is a failure sink",
            "OrdersDeadLetterQueue",
            "/FifoQueue",
            "false"),
        set(
            "every queue has a dead-letter queue of its kind or is a failure sink",
            "FailuresQueue",
            "/MessageRetentionPeriod",
            "1209599"),
        set(
            "a dead-letter queue keeps its messages 14 days and as long as its source",
            "OrdersDeadLetterQueue",
            "/MessageRetentionPeriod",
            "1209599"),
        remove(
            "a dead-letter queue names its sources",
            "OrdersDeadLetterQueue",
            "/RedriveAllowPolicy"),
        remove(
            "a dead-letter queue lets in exactly its sources, ten at most",
            "OrdersDeadLetterQueue",
            "/RedriveAllowPolicy/sourceQueueArns/1"),
        set(
            tls,
            "EncryptedTransportQueuePolicy",
            "/PolicyDocument/Statement/0/Effect",
            "\"Allow\""),
        set(
            tls,
            "EncryptedTransportQueuePolicy",
            "/PolicyDocument/Statement/0/Resource",
            "\"arn:aws:sqs:a:b:c\""),
        remove(tls, "EncryptedTransportQueuePolicy", "/Queues/0"),
        remove("EncryptedTransportQueuePolicy", tls),
        add(
            "a queue has one policy",
            "AWS::SQS::QueuePolicy",
            "{\"Queues\": [\"a-stack-ShipmentQueue\"]}"),
        set(
            "no queue policy allows everyone",
            "EncryptedTransportQueuePolicy",
            "/PolicyDocument/Statement/0/Effect",
            "\"Allow\""),
        set(
            letIn,
            "FailuresQueuePolicy",
            "/PolicyDocument/Statement/1/Condition",
            "{\"ArnLike\": {\"aws:SourceArn\": \"arn:aws:events:us-east-1:0:rule/a-stack-*\"}}"),
        remove(letIn, "FailuresQueuePolicy", "/PolicyDocument/Statement/1/Condition"),
        set(
            letIn,
            "EventsDeadLetterQueuePolicy",
            "/PolicyDocument/Statement/1/Condition/ArnEquals/aws:SourceArn",
            "\"arn:aws:events:us-east-1:000000000000:rule/a-stack-FailedExecutionsRule\""),
        set(
            "every queue is encrypted, and not with the key alias/aws/sqs",
            "ShipmentQueue",
            "/SqsManagedSseEnabled",
            "false"),
        set(
            "a FIFO mapping takes at most 10 messages",
            "AcceptOrdersFunctionOrders",
            "/BatchSize",
            "100"),
        set(
            "a FIFO mapping has no batching window",
            "AcceptOrdersFunctionOrders",
            "/MaximumBatchingWindowInSeconds",
            "5"),
        remove(
            "every mapping reports failed items",
            "SimulateWarehouseFunctionShipments",
            "/FunctionResponseTypes"),
        set(
            "MaximumConcurrency is 2 or more and not above the reserved concurrency",
            "AcceptOrdersFunction",
            "/ReservedConcurrentExecutions",
            "1"),
        remove(
            "every table has point-in-time recovery",
            "ProductsTable",
            "/PointInTimeRecoverySpecification"),
        set(
            "every table of prod is protected from deletion",
            "OrdersTable",
            "/DeletionProtectionEnabled",
            "false"));
  }

  private static List<Arguments> roleDefects() {
    var managed = "a role has no managed policies but those for logs and traces";
    var describes = "who describes alarms may describe all, in a statement of its own";
    var puts = "who puts events on a bus names their source and types";
    var putEvents = "/Policies/0/PolicyDocument/Statement/3";
    var aws = "arn:aws:iam::aws:policy";
    return List.of(
        defect(
            "each function has a role of its own",
            template ->
                template
                    .get("ChargePaymentFunction")
                    .properties()
                    .set("Role", template.get("RefundPaymentFunction").at("/Role"))),
        set(
            managed,
            "ApiRole",
            "/ManagedPolicyArns",
            "[\"%s/AmazonSQSFullAccess\"]".formatted(aws)),
        set(
            managed,
            "AcceptOrdersFunctionRole",
            "/ManagedPolicyArns",
            "[\"%s/service-role/AWSLambdaSQSQueueExecutionRole\"]".formatted(aws)),
        remove("every role takes the permissions boundary", "ApiRole", "/PermissionsBoundary"),
        remove(puts, "AcceptOrdersFunctionRole", putEvents + "/Condition"),
        remove(puts, "AcceptOrdersFunctionRole", putEvents + RoleRules.DETAIL_TYPE),
        remove(
            puts,
            "AcceptOrdersFunctionRole",
            putEvents + "/Condition/ForAllValues:StringEquals/events:source"),
        set(
            "only a policy of version 2012-10-17 has variables",
            "AcceptOrdersFunctionRole",
            "/Policies/0/PolicyDocument/Statement/0/Resource",
            "\"arn:aws:sqs:us-east-1:000000000000:${aws:username}\""),
        set(
            "a role that people take is this account's and opens routes of the API, nothing else",
            "OperatorRole",
            "/AssumeRolePolicyDocument/Statement/0/Principal/AWS",
            "\"*\""),
        allow(
            "a role that people take is this account's and opens routes of the API, nothing else",
            "OperatorRole",
            "dynamodb:Query",
            "arn:aws:dynamodb:us-east-1:000000000000:table/t"),
        set(
            "a role that people take is this account's and opens routes of the API, nothing else",
            "OperatorRole",
            "/Policies/0/PolicyDocument/Statement/0/Resource",
            "\"arn:aws:execute-api:us-east-1:000000000000:api/v1/*\""),
        allow("no statement allows an action with *", "ApiRole", "sqs:*", "arn:aws:sqs:a:b:c"),
        allow(
            "a statement on all resources holds only actions without resources",
            "ApiRole",
            "sqs:SendMessage",
            "*"),
        allow(
            "a statement on all resources holds only actions without resources",
            "DeploymentRole",
            "cloudwatch:PutMetricAlarm",
            "*"),
        set(
            describes,
            "SettingsAlarmRole",
            "/Policies/0/PolicyDocument/Statement/0/Resource",
            "\"arn:aws:cloudwatch:us-east-1:000000000000:alarm:a-stack-FunctionErrorsAlarm\""),
        set(
            describes,
            "SettingsAlarmRole",
            "/Policies/0/PolicyDocument/Statement/0/Action",
            "[\"cloudwatch:DescribeAlarms\", \"logs:DescribeLogGroups\"]"),
        allow(
            describes,
            "DeploymentRole",
            "cloudwatch:DescribeAlarms",
            "arn:aws:cloudwatch:us-east-1:000000000000:alarm:*"),
        allow(
            "no function may scan a table or delete items but idempotency records and the test order",
            "AcceptOrdersFunctionRole",
            "dynamodb:Scan",
            "arn:aws:dynamodb:a:b:table/x-IdempotencyTable"),
        allow(
            "no function may scan a table or delete items but idempotency records and the test order",
            "NotifyCustomerFunctionRole",
            "dynamodb:DeleteItem",
            "arn:aws:dynamodb:a:b:table/x-OrdersTable"),
        remove(
            "Step Functions takes a role in this account only",
            "OrderWorkflowRole",
            "/AssumeRolePolicyDocument/Statement/0/Condition"),
        set(
            "API Gateway takes its role without a condition",
            "ApiRole",
            "/AssumeRolePolicyDocument/Statement/0/Condition",
            "{\"StringEquals\": {\"aws:SourceAccount\": \"000000000000\"}}"),
        set(
            "a permission for API Gateway names no account beside the API's ARN",
            "OperateFailuresFunctionPermission",
            "/SourceAccount",
            "\"000000000000\""),
        allow(
            "API Gateway may send to the orders queues, and read one table by key",
            "ApiRole",
            "sqs:SendMessage",
            "arn:aws:sqs:a:b:another"),
        allow(
            "a workflow may invoke exactly the functions that it names",
            "OrderWorkflowRole",
            "lambda:InvokeFunction",
            "arn:aws:lambda:a:b:function:another"),
        allow(
            "only the payment functions may write the ledger",
            "AcceptOrdersFunctionRole",
            "dynamodb:PutItem",
            TABLE_OF_LEDGER),
        allow(
            "nobody may replace or delete what the outside world counts",
            "ChargePaymentFunctionRole",
            "dynamodb:PutItem",
            TABLE_OF_LEDGER),
        add("every permission names its source", "AWS::Lambda::Permission", "{}"));
  }

  private static List<Arguments> functionDefects() {
    var logGroup = "all functions write to one log group, which forgets";
    var noExperiment = "a function in prod knows by two words that no experiment may strike it";
    return List.of(
        set(
            "every function has a timeout of its own, well under the API's 29 s but for the hook",
            "AcceptOrdersFunction",
            "/Timeout",
            "29"),
        set(
            "every function has time for a call to AWS with all its retries",
            "AcceptOrdersFunction",
            "/Timeout",
            "6"),
        remove(
            "every function has the retry budget of the stack",
            "ChargePaymentFunction",
            "/Environment/Variables/RETRY_BUDGET_PERCENT"),
        set(noExperiment, "ChargePaymentFunction", "/Environment/Variables/CHAOS", "\"on\""),
        remove(noExperiment, "ChargePaymentFunction", "/Environment/Variables/STAGE"),
        remove(logGroup, "ApplicationLogGroup", "/RetentionInDays"),
        remove(logGroup, "ChargePaymentFunction", "/LoggingConfig"),
        set(logGroup, "ChargePaymentFunction", "/LoggingConfig/LogGroup", "\"another\""),
        remove("every log group forgets", "OrderWorkflowLogGroup", "/RetentionInDays"),
        set(
            "no function has a secret among its variables",
            "ChargePaymentFunction",
            "/Environment/Variables/PAYMENT_API_KEY",
            "\"x\""),
        set(
            "every function counts under its stack's name, or the core's",
            "ChargePaymentFunction",
            "/Environment/Variables/POWERTOOLS_METRICS_NAMESPACE",
            "\"Orderly\""),
        set(
            "every function is a folder with its handler's class",
            "ChargePaymentFunction",
            "/Handler",
            "\"com.example.orders.chargepayment.ChargeHandler\""),
        set("every function runs on java25", "ChargePaymentFunction", "/Runtime", "\"java21\""),
        add(
            "an asynchronous function limits its retries and the events' age",
            "AWS::Lambda::EventInvokeConfig",
            "{\"MaximumRetryAttempts\": 1}"),
        add(
            "a destination is no FIFO queue",
            "AWS::Lambda::EventInvokeConfig",
            "{\"DestinationConfig\": {\"OnFailure\": {\"Destination\": \"arn:aws:sqs:a:b:c.fifo\"}}}"),
        add(
            "every rule's target has a retry policy and a dead-letter queue",
            "AWS::Events::Rule",
            "{\"Targets\": [{\"RetryPolicy\": {\"MaximumRetryAttempts\": 3}}]}"),
        add(
            "every rule's target has a retry policy and a dead-letter queue",
            "AWS::Events::Rule",
            "{\"ScheduleExpression\": \"rate(5 minutes)\","
                + " \"Targets\": [{\"RetryPolicy\": {\"MaximumRetryAttempts\": 0}}]}"),
        add(
            "every rule's target has a retry policy and a dead-letter queue",
            "AWS::Events::Rule",
            "{\"ScheduleExpression\": \"rate(1 minute)\","
                + " \"Targets\": [{\"RetryPolicy\": {\"MaximumRetryAttempts\": 0}}]}"),
        add(
            "every secret is drawn by chance",
            "AWS::SecretsManager::Secret",
            "{\"SecretString\": \"hush\"}"),
        set("no physical name is fixed", "OrderEvents", "/Name", "\"order-events\""),
        add("every resource type has its rules", "AWS::Kinesis::Stream", "{}"));
  }

  private static List<Arguments> eventDefects() {
    var rule = "NotifyCustomerFunctionOrderEnded";
    var circle = "no rule gives a function the record of its own invoke";
    return List.of(
        add("an archive forgets", "AWS::Events::Archive", "{}"),
        set(circle, rule, "/EventPattern", "{\"source\": [{\"prefix\": \"\"}]}"),
        set(circle, rule, "/EventPattern", "{\"source\": [{\"anything-but\": \"aws.lambda\"}]}"),
        set(
            circle,
            rule,
            "/EventPattern",
            "{\"detail\": {\"requestPayload\": {\"source\": [\"orderly.orders\"]}}}"),
        remove(
            "a function that a rule invokes says where its failures go",
            "NotifyCustomerFunctionEventInvokeConfig",
            "/DestinationConfig/OnFailure"));
  }

  private static List<Arguments> alarmDefects() {
    var nothing = "every alarm is on a metric of something that exists";
    var graphs = "every graph of a dashboard is on a metric of something that exists";
    var groups = "what reads logs reads a group that functions write to";
    var silence = "every alarm says what silence means";
    var sinks = "every failure sink has alarms on its age and on what is stuck in it";
    var series = "an alarm on several metrics returns one series of at most ten, over one period";
    return List.of(
        remove("SinkAgeAlarm", sinks),
        remove(sinks, "SinkAgeAlarm", "/Metrics/3"),
        remove("SinkStuckAlarm", sinks),
        remove(sinks, "SinkStuckAlarm", "/Metrics/8"),
        remove(
            "a workflow that fails, runs out of time or is aborted raises an alarm",
            "OrderWorkflowFailedAlarm",
            "/Metrics/2"),
        remove(
            "a destination that refuses records and events that are dropped raise an alarm",
            "UndeliveredAlarm",
            "/Metrics/1"),
        remove(
            "a rule on events that cannot reach its target raises an alarm",
            "UndeliveredAlarm",
            "/Metrics/2"),
        set(
            series,
            "SinkStuckAlarm",
            "/Metrics/0/Expression",
            "\"MAX(SEARCH('{AWS/SQS}', 'Sum'))\""),
        set(series, "SinkStuckAlarm", "/Metrics/1/ReturnData", "true"),
        set(series, "SinkStuckAlarm", "/Metrics/1/MetricStat/Period", "60"),
        set(series, "SinkStuckAlarm", "/Metrics/1/Id", "\"events\""),
        defect(
            series,
            template -> {
              var metrics = (ArrayNode) template.get("SinkStuckAlarm").at("/Metrics");
              for (var more = 0; more < 3; more++) {
                metrics.add(((ObjectNode) metrics.get(1).deepCopy()).put("Id", "more" + more));
              }
            }),
        set(nothing, "OrdersQueueAgeAlarm", "/MetricName", "\"AgeOfOldestMessage\""),
        set(nothing, "OrdersQueueAgeAlarm", "/Dimensions/0/Name", "\"Queue\""),
        set(nothing, "OrdersQueueAgeAlarm", "/Dimensions/0/Value", "\"no-such-queue\""),
        set(nothing, "OpenUnknownFailuresAlarm", "/Dimensions/0/Value", "\"order\""),
        set(nothing, "OpenUnknownFailuresAlarm", "/Namespace", "\"Orderly/another-stack\""),
        set(nothing, "ApiServerErrorsAlarm", "/Dimensions/0/Value", "\"Orders\""),
        remove(nothing, "UndeliveredAlarm", "/Metrics/3/MetricStat/Metric/Dimensions"),
        set(
            nothing,
            "SinkStuckAlarm",
            "/Metrics/1/MetricStat/Metric/Dimensions/0/Value",
            "\"no-such-queue\""),
        set(silence, "OldestTransientAgeAlarm", "/TreatMissingData", "\"notBreaching\""),
        remove(silence, "OrdersQueueAgeAlarm", "/TreatMissingData"),
        set(
            "every topic of alarms lets CloudWatch in with the keys that it sends",
            "AlarmTopicPolicy",
            "/PolicyDocument/Statement/0/Principal/Service",
            "\"events.amazonaws.com\""),
        set(
            "every topic of alarms lets CloudWatch in with the keys that it sends",
            "AlarmTopicPolicy",
            "/PolicyDocument/Statement/0/Condition",
            "{\"StringEquals\": {\"aws:SourceOrgID\": \"o-1\"}}"),
        set(nothing, "OpenPoisonFailuresAlarm", "/MetricName", "\"OpenFailures\""),
        remove("OldestTransientAgeAlarm", "every class of failures has an alarm of its own"),
        remove("OpenPoisonFailuresAlarm", "every class of failures has an alarm of its own"),
        set(
            "every class of failures has an alarm of its own",
            "OpenUnknownFailuresAlarm",
            "/MetricName",
            "\"OpenBusinessFailures\""),
        set(
            "a single refusal, which is a customer's affair, raises no alarm",
            "OpenBusinessFailuresAlarm",
            "/Threshold",
            "1"),
        set(
            "a single refusal, which is a customer's affair, raises no alarm",
            "OpenBusinessFailuresAlarm",
            "/MetricName",
            "\"OldestBusinessAge\""),
        set(
            "the share of rejected orders is of all that ended, also when all are invalid",
            "RejectedOrdersAlarm",
            "/Metrics/0/Expression",
            "\"IF(rejected >= 10, 100 * rejected / ended, 0)\""),
        remove("every alarm notifies somebody", "ApiServerErrorsAlarm", "/AlarmActions"),
        add("every alarm notifies somebody", "AWS::CloudWatch::CompositeAlarm", "{}"),
        add(
            "every composite alarm names its page of the runbook",
            "AWS::CloudWatch::CompositeAlarm",
            "{\"AlarmDescription\": \"docs/runbook.md, \\\"No such page\\\".\"}"),
        dashboard(graphs, "\"metrics\": [[\"AWS/SQS\", \"Age\", \"QueueName\", \"q\"]]"),
        dashboard(
            graphs,
            "\"metrics\": [[\"AWS/ApiGateway\", \"Count\", \"ApiName\", \"other\", \"Stage\", \"v1\"]]"),
        dashboard(
            graphs,
            "\"metrics\": [[\"Orderly/a-stack\", \"OrdersLost\", \"Service\", \"orders\"]]"),
        dashboard("every alarm on a dashboard exists", "\"alarms\": [\"an:alarm\"]"),
        dashboard(
            "an expression on a dashboard knows the metrics that it names",
            "\"metrics\": [[{\"expression\": \"a / b\"}], [\"n\", \"m\", {\"id\": \"a\"}]]"),
        add(groups, "AWS::Logs::QueryDefinition", "{}"),
        add(groups, "AWS::Logs::QueryDefinition", "{\"LogGroupNames\": [\"another\"]}"),
        add(
            groups,
            "AWS::CloudWatch::InsightRule",
            "{\"RuleBody\": \"{\\\"LogGroupNames\\\": [\\\"another\\\"]}\"}"),
        set(
            "every alarm names its page of the runbook",
            "ApiServerErrorsAlarm",
            "/AlarmDescription",
            "\"5xx: docs/runbook.md, \\\"No such page\\\".\""));
  }

  private static List<Arguments> workflowDefects() {
    return List.of(
        removeInWorkflow("every workflow has a timeout", "/TimeoutSeconds"),
        removeInWorkflow("every task has a timeout", "/States/ConfirmOrder/TimeoutSeconds"),
        setInWorkflow(
            "a task's timeout is longer than its function's",
            "/States/ChargePayment/TimeoutSeconds",
            "15"),
        removeInWorkflow(
            "a task that waits for a token has a heartbeat and a timeout",
            "/States/ShipOrder/HeartbeatSeconds"),
        setInWorkflow(
            "every task retries everything that is not a refusal",
            "/States/ConfirmOrder/Retry",
            "[]"),
        removeInWorkflow(
            "every retry has full jitter and a longest delay",
            "/States/PublishConfirmed/Retry/0/JitterStrategy"),
        setInWorkflow(
            "every error of ours is a class",
            "/States/ReserveInventory/Catch/0/ErrorEquals",
            "[\"com.example.orders.inventory.NoSuchException\"]"),
        setInWorkflow(
            "few states lead to the happy end", "/States/PublishConfirmed/Next", "\"ParkOrder\""),
        set(
            "a workflow logs errors, without the data",
            "OrderWorkflow",
            "/LoggingConfiguration/IncludeExecutionData",
            "true"),
        set("a workflow is traced", "OrderWorkflow", "/TracingConfiguration/Enabled", "false"));
  }

  private static List<Arguments> settingsDefects() {
    var checked = "a function checks settings before they are rolled out";
    var slowly =
        "in prod settings are rolled out step by step, and the alarm is watched afterwards";
    var policy = "a policy beside the roles names its actions and its resources";
    var statement = "/PolicyDocument/Statement/0";
    return List.of(
        set(checked, "SettingsProfile", "/Validators", "[]"),
        remove("an alarm takes a rollout of settings back", "SettingsEnvironment", "/Monitors"),
        set(slowly, "SettingsStrategy", "/GrowthFactor", "100"),
        set(slowly, "SettingsStrategy", "/DeploymentDurationInMinutes", "0"),
        set(slowly, "SettingsStrategy", "/FinalBakeTimeInMinutes", "0"),
        set(
            "a function reads the stack's settings by their ID, for names are not unique",
            "ChargePaymentFunction",
            "/Environment/Variables/SETTINGS_APPLICATION",
            "\"a-stack\""),
        set(policy, "ReadSettingsPolicy", statement + "/Action", "\"appconfig:*\""),
        set(policy, "ReadSettingsPolicy", statement + "/Resource", "\"*\""));
  }

  private static List<Arguments> apiDefects() {
    var post = "/Body/paths/~1orders/post";
    var get = "/Body/paths/~1orders~1{orderId}/get/x-amazon-apigateway-integration";
    var found = get + "/responses/2\\d{2}/responseTemplates/application~1json";
    var integration = post + "/x-amazon-apigateway-integration";
    var unproven = "a template has no construct that nobody has run";
    var mediaType = "an error names its media type by a header";
    return List.of(
        add(
            "a web ACL says when to come again",
            "AWS::WAFv2::WebACL",
            "{\"Rules\": [{\"Action\": {\"Block\": {}}}]}"),
        set("every method has an authorizer", "Api", post + "/security", "[]"),
        set(
            "every method that takes tokens names the scope of access tokens",
            "Api",
            post + "/security/0/CustomerToken",
            "[]"),
        set(
            "IAM lets in to the operator's routes, and to no others",
            "Api",
            post + "/security",
            "[{\"OperatorSignature\":[]}]"),
        set(
            "IAM lets in to the operator's routes, and to no others",
            "Api",
            "/Body/paths/~1operations~1failures/get/security",
            "[{\"CustomerToken\":[\"aws.cognito.signin.user.admin\"]}]"),
        set(
            "every method validates its request",
            "Api",
            "/Body/x-amazon-apigateway-request-validators/all/validateRequestBody",
            "false"),
        set(
            "every body's schema is closed",
            "Api",
            "/Body/components/schemas/Order/additionalProperties",
            "true"),
        set(
            "no method passes a body of an unknown type through",
            "Api",
            integration + "/passthroughBehavior",
            "\"when_no_match\""),
        set(
            "a table is read by its caller's key",
            "Api",
            get + "/requestTemplates/application~1json",
            "\"{\\\"Key\\\": {\\\"customer\\\": {\\\"S\\\": \\\"$input.params('customer')\\\"}}}\""),
        remove(
            "every integration maps 5xx and the rest, unless a function answers itself",
            "Api",
            integration + "/responses/5\\d{2}"),
        set(
            "an integration has one response for each status code",
            "Api",
            integration + "/responses/4\\d{2}",
            "{\"statusCode\": \"500\"}"),
        remove(
            mediaType,
            "Api",
            integration
                + "/responses/default/responseParameters/method.response.header.Content-Type"),
        set(mediaType, "Api", found, "\"{\\\"type\\\":\\\"urn:orderly:problem:x\\\"}\""),
        set(unproven, "Api", found, "\"#if($input.params('orderId').matches('x'))#end\""),
        set(unproven, "Api", found, "\"$input.path('$.ConditionalCheckFailed')\""),
        set(
            "no template looks for a part of a claim",
            "Api",
            found,
            "\"#if($context.authorizer.claims['cognito:groups'].contains('x'))#end\""),
        set(
            unproven,
            "Api",
            integration + "/responses/2\\d{2}/responseTemplates/application~1json",
            "\"{\\\"id\\\":\\\"$context.requestOverride.path.id\\\"}\""),
        set(
            "a header is read in its own spelling and in lower case",
            "Api",
            found,
            "\"$input.params('If-None-Match')\""),
        set(
            "no body's schema counts items, which API Gateway would leave out",
            "Api",
            "/Body/components/schemas/Order/properties/lines/maxItems",
            "25"),
        set("an API's title is its name", "Api", "/Body/info/title", "\"Orders\""),
        set(
            "a fallback leaves each error its status",
            "Api",
            "/Body/x-amazon-apigateway-gateway-responses/DEFAULT_4XX/statusCode",
            "\"400\""),
        set(
            "nothing customises what API Gateway does not let be customised",
            "Api",
            "/Body/x-amazon-apigateway-gateway-responses/REQUEST_TOO_LARGE",
            "{\"statusCode\": \"413\"}"),
        set(
            "what comes from the client is encoded in a form",
            "Api",
            integration + "/requestTemplates/application~1json",
            "\"Action=SendMessage&MessageBody=$input.json('$')\""),
        set(
            "what comes from the client is encoded in a form",
            "Api",
            integration + "/requestTemplates/application~1json",
            "\"Action=SendMessage#set($body = $input.body)&MessageBody=$body\""),
        set(
            "message group and deduplication come from the token's subject",
            "Api",
            integration + "/requestTemplates/application~1json",
            "\"&MessageGroupId=$util.urlEncode($input.path('$.customer'))\""),
        remove("every stage throttles", "Apiv1Stage", "/MethodSettings/0/ThrottlingBurstLimit"),
        set("no stage traces data", "Apiv1Stage", "/MethodSettings/0/DataTraceEnabled", "true"),
        set(
            "no access log holds a body, a header or a token",
            "Apiv1Stage",
            "/AccessLogSetting/Format",
            "\"$context.authorizer.claims.sub\""));
  }

  private static List<Arguments> httpApiDefects() {
    var throttles = "every stage of an HTTP or WebSocket API throttles";
    var logs =
        "an HTTP or WebSocket API logs each request in a group of the template, and no customer";
    var traces = "no stage of a WebSocket API logs what it passes on";
    var authorizer = "every route of an HTTP API has an authorizer with a scope";
    var tokens = "an authorizer of an HTTP API takes the tokens of a pool's client of the template";
    var scheme = "/Body/components/securitySchemes/CustomerToken/x-amazon-apigateway-authorizer";
    var jwt = scheme + "/jwtConfiguration";
    var route = "a route has an authorizer, or begins or ends a connection of a WebSocket API";
    var integration = "an integration of a WebSocket API invokes a function of the template";
    var posts = "who manages connections posts to those of one stage or closes them, nothing else";
    var resource = "/Policies/0/PolicyDocument/Statement/0/Resource";
    var connections = "arn:aws:execute-api:us-east-1:000000000000:liveapi/%s/@connections/*";
    return List.of(
        remove(throttles, "TicketsApiv1Stage", "/DefaultRouteSettings"),
        remove(throttles, "LiveStage", "/DefaultRouteSettings/ThrottlingBurstLimit"),
        remove(logs, "LiveStage", "/AccessLogSettings"),
        set(logs, "LiveStage", "/AccessLogSettings/DestinationArn", "\"another-group\""),
        set(logs, "LiveStage", "/AccessLogSettings/Format", "\"$context.status\""),
        set(
            logs,
            "TicketsApiv1Stage",
            "/AccessLogSettings/Format",
            "\"$context.requestId $context.path\""),
        set(
            logs,
            "TicketsApiv1Stage",
            "/AccessLogSettings/Format",
            "\"$context.requestId $request.querystring.ticket\""),
        set(traces, "LiveStage", "/DefaultRouteSettings/LoggingLevel", "\"INFO\""),
        set(traces, "LiveStage", "/RouteSettings", "{\"$connect\": {\"DataTraceEnabled\": true}}"),
        remove(authorizer, "TicketsApi", "/Body/paths/~1tickets~1{ticketId}/get/security"),
        set(
            authorizer,
            "TicketsApi",
            "/Body/paths/~1tickets/post/security",
            "[{\"CustomerToken\": []}]"),
        remove(authorizer, "TicketsApi", "/Body/components/securitySchemes/CustomerToken"),
        set(tokens, "TicketsApi", scheme + "/type", "\"request\""),
        set(tokens, "TicketsApi", jwt + "/issuer", "\"https://example.com/another-pool\""),
        set(tokens, "TicketsApi", jwt + "/audience", "[\"another-client\"]"),
        set(route, "ConnectRoute", "/RouteKey", "\"$default\""),
        set(route, "LiveApi", "/ProtocolType", "\"HTTP\""),
        set(integration, "ConnectionIntegration", "/IntegrationType", "\"HTTP_PROXY\""),
        set(
            integration,
            "ConnectionIntegration",
            "/IntegrationUri",
            "\"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/another/invocations\""),
        set(
            posts,
            "PushUpdatesFunctionRole",
            resource,
            "\"%s\"".formatted(connections.formatted("*/POST"))),
        set(
            posts,
            "PushUpdatesFunctionRole",
            resource,
            "\"%s\"".formatted(connections.formatted("live/*"))));
  }

  private static List<Arguments> bucketDefects() {
    var owns = "every bucket owns its objects and encrypts them";
    var tls = "every bucket refuses calls without TLS";
    var once = "an object of a bucket is written once, whoever writes";
    var statement = "/PolicyDocument/Statement/0";
    return List.of(
        set(
            "every bucket shuts out the public in all four ways",
            "InvoicesBucket",
            "/PublicAccessBlockConfiguration/RestrictPublicBuckets",
            "false"),
        remove(owns, "InvoicesBucket", "/OwnershipControls"),
        remove(owns, "InvoicesBucket", "/BucketEncryption"),
        remove("InvoicesBucketPolicy", tls),
        set(once, "InvoicesBucketPolicy", "/PolicyDocument/Statement/1/Effect", "\"Allow\""),
        set(
            once,
            "InvoicesBucketPolicy",
            "/PolicyDocument/Statement/1/Condition/Null/s3:if-none-match",
            "\"false\""),
        set(
            once,
            "InvoicesBucketPolicy",
            "/PolicyDocument/Statement/1/Resource",
            "\"arn:aws:s3:::a-stack-invoicesbucket/some/*\""),
        remove(tls, "InvoicesBucketPolicy", statement + "/Resource/1"),
        set(tls, "InvoicesBucketPolicy", statement + "/Action", "\"s3:GetObject\""),
        set(
            "no bucket policy allows everyone",
            "InvoicesBucketPolicy",
            statement + "/Effect",
            "\"Allow\""));
  }

  private static List<Arguments> deploymentDefects() {
    var named = "who names a function that has an alias names the alias";
    var function = "arn:aws:lambda:us-east-1:000000000000:function:a-stack-ListOrdersFunction";
    return List.of(
        remove("CancelOrderFunctionAliaslive", "every function has the alias live"),
        set(
            named,
            "AcceptOrdersFunctionOrders",
            "/FunctionName",
            "\"a-stack-AcceptOrdersFunction\""),
        set(named, "ListOrdersFunctionPermission", "/FunctionName", "\"" + function + "\""),
        set(
            named,
            "Api",
            "/Body/paths/~1orders/get/x-amazon-apigateway-integration/uri",
            "\"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/%s/invocations\""
                .formatted(function)),
        set(
            "retries and destinations are the alias's",
            "NotifyCustomerFunctionEventInvokeConfig",
            "/Qualifier",
            "\"$LATEST\""),
        set(
            "a deployment is taken back by one to ten alarms of the template",
            "ChargePaymentFunctionDeploymentGroup",
            "/AlarmConfiguration/Alarms/0/Name",
            "\"a-stack-FunctionErrorsAlarm\""),
        allow(
            "who deploys moves this stack's aliases, asks its hook and sees alarms, nothing else",
            "DeploymentRole",
            "lambda:UpdateFunctionCode",
            function));
  }

  private static Arguments defect(String rule, Consumer<TransformedTemplate> defect) {
    return Arguments.of(rule, defect);
  }

  /** The orders queue's reader uses the first table and not the second. */
  private static Arguments limitedBy(String table, String receives) {
    return defect(
        "maxReceiveCount is 5 to 10, or 50 where a table limits the tries",
        template -> {
          var queue = template.get("OrdersQueue");
          ((ObjectNode) queue.metadata()).put("TriesLimitedBy", table);
          set(queue.properties(), "/RedrivePolicy/maxReceiveCount", receives);
        });
  }

  private static Arguments set(String rule, String resource, String pointer, String json) {
    return defect(rule, template -> set(template.get(resource).properties(), pointer, json));
  }

  private static Arguments remove(String rule, String resource, String pointer) {
    return defect(
        rule,
        template -> {
          var parent = parent(template.get(resource).properties(), pointer);
          var removed =
              parent instanceof ArrayNode list
                  ? list.remove(Integer.parseInt(lastName(pointer)))
                  : ((ObjectNode) parent).remove(lastName(pointer));
          assertThat(removed).as(pointer).isNotNull();
        });
  }

  private static Arguments remove(String resource, String rule) {
    return defect(
        rule, template -> assertThat(template.resources().remove(template.get(resource))).isTrue());
  }

  private static Arguments setInWorkflow(String rule, String pointer, String json) {
    return set(rule, "OrderWorkflow", "/Definition" + pointer, json);
  }

  private static Arguments removeInWorkflow(String rule, String pointer) {
    return remove(rule, "OrderWorkflow", "/Definition" + pointer);
  }

  private static Arguments allow(String rule, String role, String action, String on) {
    var statement =
        "{\"Effect\": \"Allow\", \"Action\": [\"%s\"], \"Resource\": \"%s\"}".formatted(action, on);
    return defect(
        rule,
        template ->
            ((ArrayNode) template.get(role).at("/Policies/0/PolicyDocument/Statement"))
                .add(TransformedTemplate.parse(statement)));
  }

  /** One widget with these properties. */
  private static Arguments dashboard(String rule, String properties) {
    var body =
        JsonNodeFactory.instance
            .objectNode()
            .put("DashboardBody", "{\"widgets\": [{\"properties\": {" + properties + "}}]}");
    return add(rule, "AWS::CloudWatch::Dashboard", body.toString());
  }

  private static Arguments add(String rule, String type, String properties) {
    return Arguments.of(
        rule,
        (Consumer<TransformedTemplate>)
            template ->
                template
                    .resources()
                    .add(
                        new Resource(
                            "Planted",
                            type,
                            "planted",
                            (ObjectNode) TransformedTemplate.parse(properties))));
  }

  private static void set(ObjectNode properties, String pointer, String json) {
    ((ObjectNode) parent(properties, pointer))
        .set(lastName(pointer), TransformedTemplate.parse(json));
  }

  private static JsonNode parent(ObjectNode properties, String pointer) {
    return properties.at(pointer.substring(0, pointer.lastIndexOf('/')));
  }

  private static String lastName(String pointer) {
    return pointer.substring(pointer.lastIndexOf('/') + 1).replace("~1", "/");
  }
}

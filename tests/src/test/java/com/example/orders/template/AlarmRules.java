package com.example.orders.template;

import static com.example.orders.template.TemplateRule.each;

import com.example.orders.failures.FailureClass;
import com.example.orders.template.MetricPoints.Metric;
import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Alarms that can work: on what exists, sent to somebody, with a word about what to do. */
final class AlarmRules {
  private static final String ALARM = AlarmState.ALARM;
  private static final String COMPOSITE = AlarmState.COMPOSITE;
  private static final String RULE = "AWS::Events::Rule";
  private static final Path RUNBOOK =
      Path.of("").toAbsolutePath().getParent().resolve("docs/runbook.md");
  private static final Pattern RUNBOOK_HEADING =
      Pattern.compile("docs/runbook\\.md, \"([^\"]+)\"\\.\\s*$");

  static final List<TemplateRule> ALL =
      List.of(
          new TemplateRule(
              "every failure sink has alarms on its age and on what is stuck in it",
              AlarmRules::sinks),
          new TemplateRule(
              "a workflow that fails, runs out of time or is aborted raises an alarm",
              template ->
                  without(
                      template,
                      "AWS::StepFunctions::StateMachine",
                      "ExecutionsFailed",
                      "ExecutionsTimedOut",
                      "ExecutionsAborted")),
          new TemplateRule(
              "a destination that refuses records and events that are dropped raise an alarm",
              AlarmRules::destinations),
          new TemplateRule(
              "a rule on events that cannot reach its target raises an alarm",
              AlarmRules::rulesWithoutAlarm),
          new TemplateRule(
              "every alarm is on a metric of something that exists", AlarmRules::aboutNothing),
          each(
              ALARM,
              "an alarm on several metrics returns one series of at most ten, over one period",
              AlarmRules::isOneSeries),
          each(
              ALARM,
              "every alarm says what silence means",
              alarm ->
                  alarm.at("/TreatMissingData").asText().matches("(notB|b)reaching")
                      && isOurs(alarm)
                          == alarm.at("/TreatMissingData").asText().equals("breaching")),
          new TemplateRule(
              "every class of failures has an alarm of its own", AlarmRules::classesWithoutAlarm),
          each(
              ALARM,
              "a single refusal, which is a customer's affair, raises no alarm",
              alarm ->
                  metrics(alarm)
                      .map(Metric::name)
                      .filter(name -> name.contains("Business"))
                      .allMatch(
                          name ->
                              name.equals("OpenBusinessFailures")
                                  && alarm.at("/Threshold").asInt() >= 10)),
          new TemplateRule(
              "the share of rejected orders is of all that ended, also when all are invalid",
              template ->
                  template.ofType(ALARM).filter(AlarmRules::losesTheInvalid).map(Resource::id)),
          new TemplateRule("every alarm notifies somebody", AlarmRules::withoutAction),
          each(
              "AWS::SNS::TopicPolicy",
              "every topic of alarms lets CloudWatch in with the keys that it sends",
              AlarmRules::letsCloudWatchIn),
          each(ALARM, "every alarm names its page of the runbook", AlarmRules::hasPage),
          new TemplateRule(
              "what reads logs reads a group that functions write to", AlarmRules::otherGroups),
          each(
              COMPOSITE,
              "every composite alarm names its page of the runbook",
              AlarmRules::hasPage));

  private AlarmRules() {}

  private static Stream<Metric> metrics(Resource alarm) {
    return alarm.properties().has("MetricName")
        ? Stream.of(Metric.of(alarm.properties()))
        : alarm
            .at("/Metrics")
            .valueStream()
            .map(query -> query.at("/MetricStat/Metric"))
            .filter(metric -> !metric.isMissingNode())
            .map(Metric::of);
  }

  /** CloudWatch takes no more in an alarm, no search, and one series that is returned. */
  private static boolean isOneSeries(Resource alarm) {
    if (!alarm.properties().has("Metrics")) {
      return true;
    }
    var queries = alarm.at("/Metrics").valueStream().toList();
    var returned =
        queries.stream().filter(query -> query.path("ReturnData").asBoolean(true)).toList();
    return returned.size() == 1
        && returned.getFirst().has("Expression")
        && queries.stream().noneMatch(query -> query.path("Expression").asText().contains("SEARCH"))
        && metrics(alarm).count() <= 10
        && queries.stream().map(query -> query.path("Id").asText()).distinct().count()
            == queries.size()
        && queries.stream().allMatch(query -> query.path("Id").asText().matches("[a-z]\\w*"))
        && queries.stream()
                .filter(query -> query.has("MetricStat"))
                .map(query -> query.at("/MetricStat/Period"))
                .distinct()
                .count()
            == 1;
  }

  /** As the metrics of the inbox name the classes. */
  private static List<String> classes() {
    return Stream.of(FailureClass.values())
        .map(one -> one.name().charAt(0) + one.name().substring(1).toLowerCase(Locale.ROOT))
        .toList();
  }

  private static Stream<String> classesWithoutAlarm(TransformedTemplate template) {
    var ours =
        template
            .ofType(ALARM)
            .flatMap(AlarmRules::metrics)
            .filter(MetricCatalogue::isOurs)
            .map(Metric::name)
            .toList();
    return classes().stream()
        .filter(
            one ->
                !ours.contains("Open" + one + "Failures")
                    && !ours.contains("Oldest" + one + "Age"));
  }

  /**
   * What the sweeper emits comes every minute, and so does OrdersInTime, which is calculated with
   * where it is not alone; its absence is a failure.
   */
  private static boolean isOurs(Resource alarm) {
    return alarm.at("/MetricName").asText().equals("OrdersInTime")
        || metrics(alarm)
            .anyMatch(
                metric ->
                    MetricCatalogue.isOurs(metric)
                        && !metric.name().matches("Orders.*|PaymentsPaused|SettingsUnread"));
  }

  /** What has no data in a period leaves an expression without a value, unless it is filled. */
  private static boolean losesTheInvalid(Resource alarm) {
    return metrics(alarm)
            .filter(metric -> metric.dimensions().containsKey("Service"))
            .anyMatch(metric -> metric.name().equals("OrdersRejected"))
        && (metrics(alarm).noneMatch(metric -> metric.name().equals("OrdersInvalid"))
            || !alarm
                .at("/Metrics/0/Expression")
                .asText()
                .contains("(FILL(ended, 0) + FILL(invalid, 0))"));
  }

  private static boolean hasAlarm(TransformedTemplate template, Resource on, String metric) {
    return template
        .ofType(ALARM)
        .flatMap(AlarmRules::metrics)
        .filter(found -> found.name().equals(metric))
        .anyMatch(found -> found.dimensions().values().stream().anyMatch(on.names()::contains));
  }

  private static Stream<String> without(
      TransformedTemplate template, String type, String... metrics) {
    return template
        .ofType(type)
        .filter(
            resource -> Stream.of(metrics).anyMatch(name -> !hasAlarm(template, resource, name)))
        .map(Resource::id);
  }

  private static Stream<String> sinks(TransformedTemplate template) {
    return QueueRules.sinks(template)
        .filter(
            sink ->
                !hasAlarm(template, sink, "ApproximateAgeOfOldestMessage")
                    || !hasAlarm(template, sink, "ApproximateNumberOfMessagesVisible")
                    || !hasAlarm(template, sink, "ApproximateNumberOfMessagesNotVisible"))
        .map(Resource::id);
  }

  private static Stream<String> destinations(TransformedTemplate template) {
    return template
        .ofType("AWS::Lambda::EventInvokeConfig")
        // Without one only a schedule may start it, and its next run makes good what was dropped.
        .filter(config -> !config.at("/DestinationConfig").isEmpty())
        .flatMap(config -> template.referredTo("AWS::Lambda::Function", config.at("/FunctionName")))
        .filter(
            function ->
                !hasAlarm(template, function, "DestinationDeliveryFailures")
                    || !hasAlarm(template, function, "AsyncEventsDropped"))
        .map(Resource::id);
  }

  /** What a schedule does not start is missed by the alarms on what it emits. */
  private static Stream<String> rulesWithoutAlarm(TransformedTemplate template) {
    return template
        .ofType(RULE)
        .filter(rule -> rule.properties().has("EventPattern"))
        .filter(rule -> !hasAlarm(template, rule, "FailedInvocations"))
        .map(Resource::id);
  }

  private static Stream<String> aboutNothing(TransformedTemplate template) {
    return template
        .ofType(ALARM)
        .filter(
            alarm ->
                metrics(alarm).findAny().isEmpty()
                    || metrics(alarm)
                        .anyMatch(
                            metric ->
                                !MetricCatalogue.has(metric) || !isOfSomething(template, metric)))
        .map(Resource::id);
  }

  static boolean isOfSomething(TransformedTemplate template, Metric metric) {
    return metric.dimensions().entrySet().stream()
        .allMatch(
            dimension ->
                switch (dimension.getKey()) {
                  case "QueueName" -> exists(template, "AWS::SQS::Queue", dimension.getValue());
                  case "FunctionName" ->
                      exists(template, "AWS::Lambda::Function", dimension.getValue());
                  case "StateMachineArn" ->
                      exists(template, "AWS::StepFunctions::StateMachine", dimension.getValue());
                  case "EventBusName" ->
                      exists(template, "AWS::Events::EventBus", dimension.getValue());
                  case "RuleName" -> isOnBus(template, metric);
                  case "ApiName" ->
                      template
                          .ofType("AWS::ApiGateway::RestApi")
                          .anyMatch(api -> api.at("/Name").asText().equals(dimension.getValue()));
                  case "Stage" ->
                      template
                          .ofType("AWS::ApiGateway::Stage")
                          .anyMatch(
                              stage ->
                                  stage.at("/StageName").asText().equals(dimension.getValue()));
                  case "Service" ->
                      template
                          .ofType("AWS::Lambda::Function")
                          .map(function -> function.at("/Environment/Variables"))
                          .anyMatch(
                              variables ->
                                  emits(variables, metric.namespace(), dimension.getValue()));
                  case "TableName" ->
                      exists(template, "AWS::DynamoDB::Table", dimension.getValue());
                  case "GlobalSecondaryIndexName" -> isIndex(template, metric);
                  case "Reason" -> true; // the catalogue knows them all
                  default -> false;
                });
  }

  private static boolean isIndex(TransformedTemplate template, Metric metric) {
    var index = metric.dimensions().getOrDefault("GlobalSecondaryIndexName", "");
    return template
        .ofType("AWS::DynamoDB::Table")
        .filter(table -> table.names().contains(metric.dimensions().get("TableName")))
        .map(table -> table.at("/GlobalSecondaryIndexes").findValuesAsText("IndexName"))
        .anyMatch(indexes -> indexes.contains(index));
  }

  private static boolean emits(JsonNode variables, String namespace, String service) {
    return variables.path("POWERTOOLS_METRICS_NAMESPACE").asText().equals(namespace)
        && variables.path("POWERTOOLS_SERVICE_NAME").asText().equals(service);
  }

  private static boolean exists(TransformedTemplate template, String type, String name) {
    return template.ofType(type).anyMatch(resource -> resource.names().contains(name));
  }

  /** A metric of a custom bus's rule has the bus as a dimension, one of the default bus has not. */
  private static boolean isOnBus(TransformedTemplate template, Metric metric) {
    var bus = metric.dimensions().getOrDefault("EventBusName", "");
    return template
        .ofType(RULE)
        .filter(rule -> rule.names().contains(metric.dimensions().get("RuleName")))
        .anyMatch(rule -> rule.at("/EventBusName").asText().equals(bus));
  }

  private static Stream<String> withoutAction(TransformedTemplate template) {
    return Stream.concat(
            template.ofType(COMPOSITE),
            template.ofType(ALARM).filter(alarm -> !isPartOfAnother(template, alarm)))
        .filter(
            alarm ->
                template
                    .ofType("AWS::SNS::Topic")
                    .noneMatch(
                        topic ->
                            alarm
                                .at("/AlarmActions")
                                .valueStream()
                                .anyMatch(action -> action.asText().equals(topic.arn()))))
        .map(Resource::id);
  }

  /** Its composite notifies. */
  private static boolean isPartOfAnother(TransformedTemplate template, Resource alarm) {
    return template
        .ofType(COMPOSITE)
        .flatMap(composite -> AlarmState.named(composite, template))
        .anyMatch(alarm::equals);
  }

  /** It sends both keys: awslabs/modern-data-architecture-accelerator. */
  private static boolean letsCloudWatchIn(Resource policy) {
    return policy
        .at("/PolicyDocument/Statement")
        .valueStream()
        .filter(
            statement ->
                statement.path("Effect").asText().equals("Allow")
                    && statement.path("Action").asText().equals("sns:Publish")
                    && statement
                        .at("/Principal/Service")
                        .asText()
                        .equals("cloudwatch.amazonaws.com"))
        .anyMatch(
            statement ->
                AwsShapes.conditions(statement)
                    .matches("StringEquals aws:SourceAccount|Arn(Like|Equals) aws:SourceArn"));
  }

  private static Stream<String> otherGroups(TransformedTemplate template) {
    var written =
        template
            .ofType("AWS::Lambda::Function")
            .map(function -> function.at("/LoggingConfig/LogGroup"))
            .toList();
    return Stream.concat(
            template.ofType("AWS::Logs::QueryDefinition"),
            template.ofType("AWS::CloudWatch::InsightRule"))
        .filter(
            reader ->
                groups(reader).isEmpty()
                    || !groups(reader).valueStream().allMatch(written::contains))
        .map(Resource::id);
  }

  private static JsonNode groups(Resource reader) {
    return reader.properties().has("RuleBody")
        ? TransformedTemplate.parse(reader.at("/RuleBody").asText()).path("LogGroupNames")
        : reader.at("/LogGroupNames");
  }

  private static boolean hasPage(Resource alarm) {
    var page = RUNBOOK_HEADING.matcher(alarm.at("/AlarmDescription").asText());
    try {
      return page.find() && Files.readAllLines(RUNBOOK).contains("## " + page.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

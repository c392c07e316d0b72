package com.example.orders.template;

import static com.example.orders.template.TransformedTemplate.each;

import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What of a transformed template only AWS can prove. */
record TemplateShapes(TransformedTemplate template) {
  /** What an access log says of a request. */
  static final Pattern LOG_VARIABLE = Pattern.compile("\\$context\\.([\\w.]+)");

  void collect(BiConsumer<String, String> shapes) {
    template.resources().forEach(resource -> collect(resource, shapes));
  }

  private void collect(Resource resource, BiConsumer<String, String> shapes) {
    shapes.accept("Resource types", resource.type());
    switch (resource.type()) {
      case "AWS::IAM::Role" -> role(resource, shapes);
      case "AWS::SQS::QueuePolicy",
          "AWS::SNS::TopicPolicy",
          "AWS::Events::EventBusPolicy",
          "AWS::S3::BucketPolicy" ->
          policy(resource, shapes);
      case "AWS::Lambda::Permission" ->
          shapes.accept(
              "Resource policies",
              "function: Allow %s, %s"
                  .formatted(
                      resource.at("/Principal").asText(),
                      names(resource, "Source(Arn|Account)|PrincipalOrgID")));
      case "AWS::SQS::Queue" -> queue(resource, shapes);
      case "AWS::Lambda::EventSourceMapping" ->
          shapes.accept(
              "Queues, events and invokes",
              "mapping of a %s: %s"
                  .formatted(
                      source(resource.at("/EventSourceArn").asText()),
                      names(resource, "(?!EventSourceArn|FunctionName).*")));
      case "AWS::Lambda::EventInvokeConfig" -> invokes(resource, shapes);
      case "AWS::Events::Rule" -> rule(resource, shapes);
      case "AWS::CloudWatch::Alarm" -> alarm(resource, shapes);
      case "AWS::ApiGateway::Stage" -> log(resource, "/AccessLogSetting", "access log", shapes);
      case "AWS::ApiGatewayV2::Stage" ->
          log(resource, "/AccessLogSettings", "access log of version 2", shapes);
      default -> {}
    }
  }

  private static void log(
      Resource stage, String property, String what, BiConsumer<String, String> shapes) {
    LOG_VARIABLE
        .matcher(stage.at(property + "/Format").asText())
        .results()
        .forEach(match -> shapes.accept("API", what + ": $context." + match.group(1)));
  }

  private static String source(String arn) {
    if (arn.split(":")[2].equals("dynamodb")) {
      return "table's stream";
    }
    return arn.endsWith(".fifo") ? "FIFO queue" : "standard queue";
  }

  private static String names(Resource resource, String pattern) {
    return resource
        .properties()
        .propertyStream()
        .map(property -> property.getKey())
        .filter(name -> name.matches(pattern))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static void role(Resource role, BiConsumer<String, String> shapes) {
    for (var statement : role.at("/AssumeRolePolicyDocument/Statement")) {
      shapes.accept(
          "Trust of roles", principal(statement) + ": " + AwsShapes.conditions(statement));
    }
    for (var arn : role.at("/ManagedPolicyArns")) {
      shapes.accept("Actions of roles", "managed policy " + arn.asText().replaceFirst("^.*/", ""));
    }
    RoleRules.allowed(role)
        .map(AwsShapes::conditions)
        .filter(conditions -> !conditions.equals(AwsShapes.NO_CONDITION))
        .forEach(conditions -> shapes.accept("Actions of roles", "on condition " + conditions));
    RoleRules.allowed(role)
        .forEach(
            statement ->
                each(statement.path("Action"))
                    .forEach(
                        action ->
                            each(statement.path("Resource"))
                                .forEach(
                                    resource ->
                                        shapes.accept(
                                            "Actions of roles",
                                            action.asText() + " on " + kind(resource.asText())))));
  }

  /** An ARN without partition, region, account and names. */
  private static String kind(String arn) {
    if (arn.equals("*")) {
      return "*";
    }
    var parts = arn.split(":", 6);
    return switch (parts[2]) {
      case "sqs" -> "the queue";
      case "dynamodb" ->
          parts[5].contains("/index/")
              ? "the index"
              : parts[5].contains("/stream/") ? "the stream" : "the table";
      case "s3" -> parts[5].contains("/") ? "the objects" : "the bucket";
      case "lambda" -> "the function";
      case "execute-api" ->
          parts[5].contains("/@connections/")
              ? "the stage's connections"
              : "stage, method and path";
      default -> "the " + parts[5].replaceFirst("[:/].*", "");
    };
  }

  private static String principal(JsonNode statement) {
    var principal = statement.path("Principal");
    return principal.isTextual()
        ? principal.asText()
        : Stream.concat(each(principal.path("Service")), each(principal.path("AWS")))
            .map(who -> who.asText().replaceFirst("arn:.*:root", "the account's root"))
            .collect(Collectors.joining(", "));
  }

  private static void policy(Resource policy, BiConsumer<String, String> shapes) {
    var what = policy.type().replaceFirst("^.*::(\\w+)Policy$", "$1").toLowerCase();
    for (var statement : policy.at("/PolicyDocument/Statement")) {
      shapes.accept(
          "Resource policies",
          "%s: %s %s %s, %s"
              .formatted(
                  what,
                  statement.path("Effect").asText(),
                  principal(statement),
                  statement.path("Action").asText(),
                  AwsShapes.conditions(statement)));
    }
  }

  private static void queue(Resource queue, BiConsumer<String, String> shapes) {
    var kind = QueueRules.isFifo(queue) ? "FIFO queue: " : "standard queue: ";
    for (var property : queue.properties().properties()) {
      switch (property.getKey()) {
        case "DeduplicationScope", "FifoThroughputLimit", "MaximumMessageSize" ->
            shapes.accept(
                "Queues, events and invokes",
                kind + property.getKey() + " " + property.getValue().asText());
        case "RedriveAllowPolicy" ->
            shapes.accept(
                "Queues, events and invokes",
                kind
                    + "redrivePermission "
                    + property.getValue().path("redrivePermission").asText());
        case "QueueName", "FifoQueue" -> {}
        default -> shapes.accept("Queues, events and invokes", kind + property.getKey());
      }
    }
  }

  private static void invokes(Resource config, BiConsumer<String, String> shapes) {
    for (var destination : config.at("/DestinationConfig").properties()) {
      var arn = destination.getValue().path("Destination").asText();
      shapes.accept(
          "Queues, events and invokes",
          "asynchronous invoke: " + destination.getKey() + " to " + arn.split(":")[2]);
    }
    shapes.accept(
        "Queues, events and invokes", "asynchronous invoke: " + names(config, "Maximum.*"));
  }

  private static void rule(Resource rule, BiConsumer<String, String> shapes) {
    var bus = rule.properties().has("EventBusName") ? "custom bus" : "default bus";
    var by =
        rule.properties().has("ScheduleExpression")
            ? rule.at("/ScheduleExpression").asText().replaceFirst("\\(.*", "()")
            : "pattern";
    for (var target : rule.at("/Targets")) {
      shapes.accept(
          "Queues, events and invokes",
          "rule on the %s, %s, to %s: %s"
              .formatted(
                  bus,
                  by,
                  target.path("Arn").asText().split(":")[2],
                  target
                      .propertyStream()
                      .map(property -> property.getKey())
                      .filter(name -> !name.matches("Id|Arn"))
                      .sorted()
                      .collect(Collectors.joining(", "))));
    }
    for (var source : rule.at("/EventPattern/source")) {
      shapes.accept(
          "Queues, events and invokes",
          "event pattern: source %s, detail %s"
              .formatted(
                  source.asText(),
                  rule.at("/EventPattern/detail")
                      .propertyStream()
                      .map(property -> property.getKey())
                      .sorted()
                      .collect(Collectors.joining(", "))));
    }
  }

  private static void alarm(Resource alarm, BiConsumer<String, String> shapes) {
    if (alarm.properties().has("MetricName")) {
      shapes.accept("Metrics", metric(alarm.properties()));
    }
    for (var query : alarm.at("/Metrics")) {
      shapes.accept(
          "Metrics",
          query.has("Expression")
              ? "expression " + query.path("Expression").asText()
              : metric(query.at("/MetricStat/Metric")));
    }
  }

  private static String metric(JsonNode metric) {
    return "%s %s by %s"
        .formatted(
            metric
                .path("Namespace")
                .asText()
                .replaceFirst("/" + TransformedTemplate.anyStack() + "$", ""),
            metric.path("MetricName").asText(),
            metric
                .path("Dimensions")
                .valueStream()
                .map(dimension -> dimension.path("Name").asText())
                .collect(Collectors.joining(", ")));
  }
}

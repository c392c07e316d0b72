package com.example.orders.template;

import static com.example.orders.template.TemplateRule.each;
import static java.util.stream.Collectors.toSet;

import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Queues, what reads them, and tables. */
final class QueueRules {
  private static final String QUEUE = "AWS::SQS::Queue";
  private static final String MAPPING = "AWS::Lambda::EventSourceMapping";
  private static final int FOURTEEN_DAYS = 1_209_600;

  static final List<TemplateRule> ALL =
      List.of(
          new TemplateRule("visibility is at least six times the timeout", QueueRules::visibility),
          new TemplateRule(
              "maxReceiveCount is 5 to 10, or 50 where a table limits the tries",
              QueueRules::receives),
          new TemplateRule(
              "whoever tells how often a queue was read knows its maxReceiveCount",
              QueueRules::counts),
          new TemplateRule(
              "every queue has a dead-letter queue of its kind or is a failure sink",
              QueueRules::kinds),
          new TemplateRule(
              "a dead-letter queue keeps its messages 14 days and as long as its source",
              QueueRules::retention),
          new TemplateRule(
              "a dead-letter queue names its sources",
              template ->
                  deadLetterQueues(template)
                      .filter(
                          queue ->
                              !queue
                                  .at("/RedriveAllowPolicy/redrivePermission")
                                  .asText()
                                  .equals("byQueue"))
                      .map(Resource::id)),
          // SQS API reference, RedriveAllowPolicy.
          new TemplateRule(
              "a dead-letter queue lets in exactly its sources, ten at most", QueueRules::sources),
          new TemplateRule("every queue refuses calls without TLS", QueueRules::withoutTls),
          // SQS keeps one policy a queue: the second would take the place of the first.
          new TemplateRule(
              "a queue has one policy",
              template ->
                  template
                      .ofType(QUEUE)
                      .filter(queue -> policies(template, queue).count() != 1)
                      .map(Resource::id)),
          each(
              "AWS::SQS::QueuePolicy",
              "no queue policy allows everyone",
              policy ->
                  policy
                      .at("/PolicyDocument/Statement")
                      .valueStream()
                      .noneMatch(
                          statement ->
                              statement.path("Effect").asText().equals("Allow")
                                  && statement.path("Principal").toString().contains("*"))),
          new TemplateRule(
              "a queue lets in exactly the rules that send to it, by their ARNs",
              QueueRules::rules),
          each(
              QUEUE,
              "every queue is encrypted, and not with the key alias/aws/sqs",
              queue ->
                  queue.at("/SqsManagedSseEnabled").asBoolean()
                      || queue.properties().has("KmsMasterKeyId")
                          && !queue.at("/KmsMasterKeyId").asText().equals("alias/aws/sqs")),
          new TemplateRule("a FIFO mapping takes at most 10 messages", QueueRules::fifoBatch),
          new TemplateRule("a FIFO mapping has no batching window", QueueRules::fifoWindow),
          each(
              MAPPING,
              "every mapping reports failed items",
              mapping ->
                  mapping
                      .at("/FunctionResponseTypes")
                      .toString()
                      .contains("ReportBatchItemFailures")),
          new TemplateRule(
              "MaximumConcurrency is 2 or more and not above the reserved concurrency",
              QueueRules::concurrency),
          each(
              "AWS::DynamoDB::Table",
              "every table has point-in-time recovery",
              table ->
                  table
                      .at("/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled")
                      .asBoolean()),
          each(
              "AWS::DynamoDB::Table",
              "every table of prod is protected from deletion",
              table -> table.at("/DeletionProtectionEnabled").asBoolean()));

  private QueueRules() {}

  private static Stream<String> receives(TransformedTemplate template) {
    return template
        .ofType(QUEUE)
        .filter(QueueRules::hasDeadLetters)
        .filter(
            queue ->
                !isWithin(
                    queue.at("/RedrivePolicy/maxReceiveCount"),
                    5,
                    isLimitedByTable(template, queue) ? 50 : 10))
        .map(Resource::id);
  }

  /**
   * Receives that were throttled or timed out are no tries: who counts the tries in an item of its
   * own may be woken more often. The queue's metadata names the table, and its readers use it.
   */
  private static boolean isLimitedByTable(TransformedTemplate template, Resource queue) {
    var table =
        template
            .ofType("AWS::DynamoDB::Table")
            .filter(one -> one.id().equals(queue.metadata().path("TriesLimitedBy").asText()))
            .findFirst();
    var readers = readers(template, TextNode.valueOf(queue.arn())).toList();
    return table.isPresent()
        && !readers.isEmpty()
        && readers.stream()
            .allMatch(
                reader ->
                    reader
                        .at("/Environment/Variables")
                        .valueStream()
                        .anyMatch(value -> table.get().names().contains(value.asText())));
  }

  private static boolean isWithin(JsonNode number, int least, int most) {
    return number.asInt() >= least && number.asInt() <= most;
  }

  private static boolean hasDeadLetters(Resource queue) {
    return queue.properties().has("RedrivePolicy");
  }

  static boolean isFifo(Resource queue) {
    return queue.at("/FifoQueue").asBoolean();
  }

  private static int retentionOf(Resource queue) {
    return queue.at("/MessageRetentionPeriod").asInt(345_600); // SQS's default
  }

  private static Stream<Resource> deadLetterQueues(TransformedTemplate template) {
    return template
        .ofType(QUEUE)
        .flatMap(
            queue -> template.referredTo(QUEUE, queue.at("/RedrivePolicy/deadLetterTargetArn")))
        .distinct();
  }

  /**
   * Where failures end: dead-letter queues of queues, and standard queues that keep their messages
   * 14 days, or say why less is enough, have no dead-letter queue, and refuse to be one, because no
   * queue is their source.
   */
  static Stream<Resource> sinks(TransformedTemplate template) {
    return Stream.concat(
            deadLetterQueues(template),
            template
                .ofType(QUEUE)
                .filter(
                    queue ->
                        !hasDeadLetters(queue)
                            && !isFifo(queue)
                            && keepsLongEnough(queue)
                            && queue
                                .at("/RedriveAllowPolicy/redrivePermission")
                                .asText()
                                .equals("denyAll")))
        .distinct();
  }

  private static boolean keepsLongEnough(Resource sink) {
    return retentionOf(sink) >= FOURTEEN_DAYS
        || !sink.metadata().path("KeptForLess").asText().isBlank();
  }

  private static Stream<String> visibility(TransformedTemplate template) {
    return template
        .ofType(MAPPING)
        .filter(
            mapping -> {
              var timeout =
                  template
                      .referredTo("AWS::Lambda::Function", mapping.at("/FunctionName"))
                      .mapToInt(function -> function.at("/Timeout").asInt(3))
                      .max()
                      .orElse(900);
              return template
                  .referredTo(QUEUE, mapping.at("/EventSourceArn"))
                  .anyMatch(queue -> queue.at("/VisibilityTimeout").asInt(30) < 6 * timeout);
            })
        .map(Resource::id);
  }

  private static Stream<String> kinds(TransformedTemplate template) {
    var sinks = sinks(template).toList();
    return template
        .ofType(QUEUE)
        .filter(queue -> !sinks.contains(queue))
        .filter(
            queue ->
                template
                    .referredTo(QUEUE, queue.at("/RedrivePolicy/deadLetterTargetArn"))
                    .noneMatch(target -> isFifo(target) == isFifo(queue)))
        .map(Resource::id);
  }

  /** A dead-letter queue's messages do not say how many of their receives were its own. */
  private static Stream<String> counts(TransformedTemplate template) {
    return template
        .ofType(QUEUE)
        .filter(QueueRules::hasDeadLetters)
        .filter(
            queue ->
                readers(template, queue.at("/RedrivePolicy/deadLetterTargetArn"))
                    .map(reader -> reader.at("/Environment/Variables/MAX_RECEIVE_COUNT"))
                    .anyMatch(
                        known ->
                            !known
                                .asText()
                                .equals(queue.at("/RedrivePolicy/maxReceiveCount").asText())))
        .map(Resource::id);
  }

  private static Stream<Resource> readers(TransformedTemplate template, JsonNode queueArn) {
    return template
        .ofType(MAPPING)
        .filter(mapping -> mapping.at("/EventSourceArn").equals(queueArn))
        .flatMap(
            mapping -> template.referredTo("AWS::Lambda::Function", mapping.at("/FunctionName")));
  }

  private static Stream<String> retention(TransformedTemplate template) {
    return template
        .ofType(QUEUE)
        .filter(
            queue ->
                template
                    .referredTo(QUEUE, queue.at("/RedrivePolicy/deadLetterTargetArn"))
                    .anyMatch(
                        target ->
                            retentionOf(target) < FOURTEEN_DAYS
                                || retentionOf(target) < retentionOf(queue)))
        .map(Resource::id);
  }

  private static Stream<String> sources(TransformedTemplate template) {
    return deadLetterQueues(template)
        .filter(
            dead -> {
              var letIn =
                  TransformedTemplate.each(dead.at("/RedriveAllowPolicy/sourceQueueArns"))
                      .map(JsonNode::asText)
                      .collect(toSet());
              var sources =
                  template
                      .ofType(QUEUE)
                      .filter(
                          queue ->
                              queue
                                  .at("/RedrivePolicy/deadLetterTargetArn")
                                  .asText()
                                  .equals(dead.arn()))
                      .map(Resource::arn)
                      .collect(toSet());
              return letIn.size() > 10 || !letIn.equals(sources);
            })
        .map(Resource::id);
  }

  private static Stream<String> withoutTls(TransformedTemplate template) {
    return template
        .ofType(QUEUE)
        .filter(
            queue ->
                statements(template, queue)
                    .noneMatch(
                        statement ->
                            statement.path("Effect").asText().equals("Deny")
                                && statement.path("Principal").asText().equals("*")
                                && statement.path("Action").asText().equals("sqs:*")
                                && statement
                                    .at("/Condition/Bool/aws:SecureTransport")
                                    .asText()
                                    .equals("false")))
        .map(Resource::id);
  }

  private static Stream<Resource> policies(TransformedTemplate template, Resource queue) {
    return template
        .ofType("AWS::SQS::QueuePolicy")
        .filter(
            policy ->
                policy
                    .at("/Queues")
                    .valueStream()
                    .anyMatch(url -> template.referredTo(QUEUE, url).anyMatch(queue::equals)));
  }

  private static Stream<JsonNode> statements(TransformedTemplate template, Resource queue) {
    return policies(template, queue)
        .flatMap(policy -> policy.at("/PolicyDocument/Statement").valueStream())
        .filter(
            statement -> List.of(queue.arn(), "*").contains(statement.path("Resource").asText()));
  }

  /** A pattern on names would fail when CloudFormation shortens the stack's name in a rule's. */
  private static Stream<String> rules(TransformedTemplate template) {
    return template
        .ofType(QUEUE)
        .filter(queue -> !sendingRules(template, queue).equals(rulesLetIn(template, queue)))
        .map(Resource::id);
  }

  private static Set<String> sendingRules(TransformedTemplate template, Resource queue) {
    return template
        .ofType("AWS::Events::Rule")
        .filter(
            rule ->
                rule.at("/Targets")
                    .valueStream()
                    .flatMap(
                        target -> Stream.of(target.path("Arn"), target.at("/DeadLetterConfig/Arn")))
                    .anyMatch(arn -> arn.asText().equals(queue.arn())))
        .map(rule -> rule.arn())
        .collect(toSet());
  }

  private static Set<String> rulesLetIn(TransformedTemplate template, Resource queue) {
    return statements(template, queue)
        .filter(
            statement ->
                statement.path("Effect").asText().equals("Allow")
                    && statement.at("/Principal/Service").asText().equals("events.amazonaws.com"))
        .flatMap(
            statement ->
                TransformedTemplate.each(statement.at("/Condition/ArnEquals/aws:SourceArn")))
        .map(JsonNode::asText)
        .collect(toSet());
  }

  private static Stream<Resource> fifoMappings(TransformedTemplate template) {
    return template
        .ofType(MAPPING)
        .filter(mapping -> mapping.at("/EventSourceArn").asText().endsWith(".fifo"));
  }

  private static Stream<String> fifoBatch(TransformedTemplate template) {
    return fifoMappings(template)
        .filter(mapping -> mapping.at("/BatchSize").asInt(10) > 10)
        .map(Resource::id);
  }

  private static Stream<String> fifoWindow(TransformedTemplate template) {
    return fifoMappings(template)
        .filter(mapping -> mapping.at("/MaximumBatchingWindowInSeconds").asInt() > 0)
        .map(Resource::id);
  }

  private static Stream<String> concurrency(TransformedTemplate template) {
    return template
        .ofType(MAPPING)
        .filter(
            mapping -> {
              var most = mapping.at("/ScalingConfig/MaximumConcurrency");
              return most.asInt(2) < 2
                  || template
                      .referredTo("AWS::Lambda::Function", mapping.at("/FunctionName"))
                      .anyMatch(
                          function ->
                              function.properties().has("ReservedConcurrentExecutions")
                                  && function.at("/ReservedConcurrentExecutions").asInt()
                                      < most.asInt());
            })
        .map(Resource::id);
  }
}

package com.example.orders.template;

import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.event.ruler.Ruler;

/** What starts functions by events, and what becomes of asynchronous invokes. */
final class EventRules {
  private static final String FUNCTION = "AWS::Lambda::Function";
  private static final String INVOKE_CONFIG = "AWS::Lambda::EventInvokeConfig";
  private static final String RULE = "AWS::Events::Rule";

  /**
   * What Lambda puts on a bus for an asynchronous invoke (Lambda guide, "Capturing records"; the
   * envelope: EventBridge guide, "AWS Lambda events"), here for an event of the bus itself.
   */
  private static final String RECORD =
      """
      {"version":"0","id":"6cc6d3c4-2a37-4b1c-8f6d-8f1f1f8d9a10",
       "detail-type":"Lambda Function Invocation Result - %1$s","source":"lambda",
       "account":"000000000000","time":"2026-11-21T03:15:12Z","region":"us-east-1",
       "resources":["%2$s","%3$s"],
       "detail":{"version":"1.0","timestamp":"2026-11-21T03:15:12.123Z",
        "requestContext":{"requestId":"8c1e1f36-3f0e-4d1c-9f5e-0f6c3f9a2b11",
         "functionArn":"%3$s","condition":"%1$s","approximateInvokeCount":1},
        "requestPayload":{"version":"0","id":"7bf73129-1428-4cd3-a780-95db273d1602",
         "detail-type":"OrderConfirmed","source":"orderly.orders","account":"000000000000",
         "time":"2026-11-21T03:15:09Z","region":"us-east-1","resources":[],
         "detail":{"metadata":{"correlationId":"0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a",
           "idempotencyKey":"acme#0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a#OrderConfirmed",
           "schemaVersion":1},
          "data":{"customer":"acme","orderId":"0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a",
           "status":"CONFIRMED","total":5180,"currency":"EUR"}}},
        "responseContext":{"statusCode":200,"executedVersion":"1"},
        "responsePayload":{"channel":"EMAIL","before":false}}}
      """;

  static final List<TemplateRule> ALL =
      List.of(
          TemplateRule.each(
              "AWS::Events::Archive",
              "an archive forgets",
              archive -> archive.at("/RetentionDays").asInt() > 0),
          new TemplateRule(
              "no rule gives a function the record of its own invoke", EventRules::circles),
          new TemplateRule(
              "a function that a rule invokes says where its failures go",
              EventRules::withoutDestination));

  private EventRules() {}

  private static Stream<String> circles(TransformedTemplate template) {
    return template
        .ofType(INVOKE_CONFIG)
        .flatMap(
            config ->
                Stream.of("Success", "Failure")
                    .flatMap(outcome -> circles(template, config, outcome)));
  }

  private static Stream<String> circles(
      TransformedTemplate template, Resource config, String outcome) {
    var bus = config.at("/DestinationConfig/On" + outcome + "/Destination");
    return template
        .referredTo(FUNCTION, config.at("/FunctionName"))
        .flatMap(
            function -> {
              var invoked = function.arn() + ":" + config.at("/Qualifier").asText();
              var record = RECORD.formatted(outcome, bus.asText(), invoked);
              return rulesFor(template, function)
                  .filter(rule -> isOn(template, rule, bus) && matches(rule, record));
            })
        .map(Resource::id);
  }

  private static Stream<Resource> rulesFor(TransformedTemplate template, Resource function) {
    return template
        .ofType(RULE)
        .filter(
            rule ->
                rule.at("/Targets")
                    .valueStream()
                    .flatMap(target -> template.referredTo(FUNCTION, target.path("Arn")))
                    .anyMatch(function::equals));
  }

  private static boolean isOn(TransformedTemplate template, Resource rule, JsonNode bus) {
    return template
        .referredTo("AWS::Events::EventBus", rule.at("/EventBusName"))
        .anyMatch(own -> template.referredTo("AWS::Events::EventBus", bus).anyMatch(own::equals));
  }

  private static boolean matches(Resource rule, String event) {
    var pattern = rule.at("/EventPattern");
    try {
      return pattern instanceof ObjectNode && Ruler.matchesRule(event, pattern.toString());
    } catch (Exception e) { // that is all the Ruler says
      throw new IllegalStateException(rule.id(), e);
    }
  }

  private static Stream<String> withoutDestination(TransformedTemplate template) {
    return template
        .ofType(FUNCTION)
        .filter(function -> rulesFor(template, function).anyMatch(EventRules::isByEvents))
        .filter(
            function ->
                template
                    .ofType(INVOKE_CONFIG)
                    .filter(
                        config ->
                            template
                                .referredTo(FUNCTION, config.at("/FunctionName"))
                                .anyMatch(function::equals))
                    .noneMatch(config -> config.at("/DestinationConfig").has("OnFailure")))
        .map(Resource::id);
  }

  /** What a schedule starts comes again by itself. */
  private static boolean isByEvents(Resource rule) {
    return rule.properties().has("EventPattern");
  }
}

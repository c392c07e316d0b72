package com.example.orders.template;

import static com.example.orders.template.TransformedTemplate.each;

import com.example.orders.contract.AsyncApi.Operation;
import com.example.orders.contract.EventSchemas;
import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.event.ruler.Ruler;

/**
 * Who publishes on the core's bus and who listens there, as a template has it.
 *
 * @param template whose resources are looked at
 * @param bus the bus's name or ARN ends with it
 */
record BusUse(TransformedTemplate template, String bus) {
  /** What Lambda puts on the bus after an asynchronous invoke. */
  private static final String RECORD = "Lambda Function Invocation Result - Success";

  /** The types of events that the roles of functions and workflows may put on the bus. */
  SortedMap<String, SortedSet<String>> publishers() {
    var publishers = new TreeMap<String, SortedSet<String>>();
    Stream.of("AWS::Lambda::Function", "AWS::StepFunctions::StateMachine")
        .flatMap(template::ofType)
        .forEach(
            resource ->
                Stream.of("/Role", "/RoleArn")
                    .flatMap(role -> template.referredTo("AWS::IAM::Role", resource.at(role)))
                    .flatMap(RoleRules::allowed)
                    .filter(this::isToPublish)
                    .flatMap(BusUse::types)
                    .forEach(
                        type ->
                            publishers
                                .computeIfAbsent(resource.id(), id -> new TreeSet<>())
                                .add(type)));
    return publishers;
  }

  private boolean isToPublish(JsonNode statement) {
    return RoleRules.isToPutEvents(statement)
        && each(statement.path("Resource")).anyMatch(this::isTheBus);
  }

  /** Without a condition it is Lambda that publishes, by the function's role. */
  private static Stream<String> types(JsonNode statement) {
    var types = statement.at(RoleRules.DETAIL_TYPE);
    return types.isMissingNode() ? Stream.of(RECORD) : each(types).map(JsonNode::asText);
  }

  /** One for each target of each rule, and one for each archive, which is its own rule. */
  List<Operation> listeners() {
    var targets =
        template
            .ofType("AWS::Events::Rule")
            .filter(rule -> isTheBus(rule.at("/EventBusName")))
            .flatMap(
                rule ->
                    rule.at("/Targets")
                        .valueStream()
                        .map(
                            target ->
                                new Operation(
                                    resource(target.path("Arn").asText()),
                                    rule.id(),
                                    taken(rule))));
    var archives =
        template
            .ofType("AWS::Events::Archive")
            .filter(archive -> isTheBus(archive.at("/SourceArn")))
            .map(archive -> new Operation(archive.id(), archive.id(), taken(archive)));
    return Stream.concat(targets, archives).toList();
  }

  private boolean isTheBus(JsonNode reference) {
    return reference.asText().replaceFirst("^.*[:/]", "").equals(bus);
  }

  private String resource(String arn) {
    var target = arn.replaceFirst("(:function:[^:]+):[^:]+$", "$1"); // an alias
    return template.resources().stream()
        .filter(resource -> resource.arn().equals(target))
        .map(Resource::id)
        .findFirst()
        .orElse(target);
  }

  /** The detail types of which the pattern takes some sample. */
  private static Set<String> taken(Resource rule) {
    return EventSchemas.all().stream()
        .flatMap(schema -> EventSchemas.samples(schema).stream())
        .map(EventSchemas::read)
        .filter(event -> matches(rule, event))
        .map(event -> event.path("detail-type").asText())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean matches(Resource rule, JsonNode event) {
    if (!(rule.at("/EventPattern") instanceof ObjectNode pattern)) {
      return true; // an archive without a pattern keeps all
    }
    try {
      return Ruler.matchesRule(event.toString(), pattern.toString());
    } catch (Exception e) { // that is all the Ruler says
      throw new IllegalStateException(rule.id(), e);
    }
  }
}

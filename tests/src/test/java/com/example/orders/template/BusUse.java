package com.example.orders.template;

import static com.example.orders.template.TransformedTemplate.each;

import com.example.orders.contract.AsyncApi.Operation;
import com.example.orders.contract.EventSchemas;
import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
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

  /** The functions and workflows whose roles may put events on the bus. */
  Set<String> publishers() {
    var roles =
        template
            .ofType("AWS::IAM::Role")
            .filter(role -> RoleRules.allowed(role).anyMatch(this::isToPublish))
            .map(Resource::arn)
            .collect(Collectors.toSet());
    return Stream.of("AWS::Lambda::Function", "AWS::StepFunctions::StateMachine")
        .flatMap(template::ofType)
        .filter(
            resource ->
                Stream.of("/Role", "/RoleArn")
                    .map(resource::at)
                    .map(JsonNode::asText)
                    .anyMatch(roles::contains))
        .map(Resource::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private boolean isToPublish(JsonNode statement) {
    return each(statement.path("Action"))
            .anyMatch(action -> action.asText().equals("events:PutEvents"))
        && each(statement.path("Resource")).anyMatch(this::isTheBus);
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

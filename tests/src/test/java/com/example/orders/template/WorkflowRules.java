package com.example.orders.template;

import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** State machines: times, retries, and the names of errors. */
final class WorkflowRules {
  private static final String MACHINE = "AWS::StepFunctions::StateMachine";
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  static final List<TemplateRule> ALL =
      List.of(
          TemplateRule.each(
              MACHINE,
              "every workflow has a timeout",
              machine -> machine.at("/Definition/TimeoutSeconds").asInt() > 0),
          tasks(
              "every task has a timeout",
              (template, task) -> task.path("TimeoutSeconds").asInt() > 0),
          tasks(
              "a task's timeout is longer than its function's",
              WorkflowRules::isLongerThanItsFunction),
          tasks(
              "a task that waits for a token has a heartbeat and a timeout",
              (template, task) ->
                  !task.path("Resource").asText().endsWith(".waitForTaskToken")
                      || task.path("HeartbeatSeconds").asInt() > 0
                          && task.path("HeartbeatSeconds").asInt()
                              < task.path("TimeoutSeconds").asInt()),
          tasks(
              "every task retries everything that is not a refusal",
              (template, task) -> retriers(task).anyMatch(WorkflowRules::isForAll)),
          tasks(
              "every retry has full jitter and a longest delay",
              (template, task) ->
                  retriers(task)
                      .filter(retrier -> retrier.path("MaxAttempts").asInt(3) > 0)
                      .allMatch(
                          retrier ->
                              retrier.path("JitterStrategy").asText().equals("FULL")
                                  && retrier.has("MaxDelaySeconds"))),
          new TemplateRule("every error of ours is a class", WorkflowRules::errorsWithoutClass),
          new TemplateRule("few states lead to the happy end", WorkflowRules::tooLongHappyPath),
          TemplateRule.each(
              MACHINE,
              "a workflow logs errors, without the data",
              machine ->
                  machine.at("/LoggingConfiguration/Level").asText().matches("ERROR|ALL")
                      && !machine.at("/LoggingConfiguration/IncludeExecutionData").asBoolean(true)),
          TemplateRule.each(
              MACHINE,
              "a workflow is traced",
              machine -> machine.at("/TracingConfiguration/Enabled").asBoolean()));

  /** Each state is a transition of every order, which is what Step Functions bills. */
  private static final int MOST_STATES = 5;

  private WorkflowRules() {}

  private static TemplateRule tasks(String name, BiPredicate<TransformedTemplate, JsonNode> obeys) {
    return new TemplateRule(
        name,
        template ->
            template
                .ofType(MACHINE)
                .flatMap(
                    machine ->
                        tasks(machine)
                            .filter(task -> !obeys.test(template, task.getValue()))
                            .map(task -> machine.id() + "." + task.getKey())));
  }

  /** The task states, also those within Map and Parallel. */
  private static Stream<Map.Entry<String, JsonNode>> tasks(Resource machine) {
    return machine.at("/Definition").findValues("States").stream()
        .flatMap(JsonNode::propertyStream)
        .filter(state -> state.getValue().path("Type").asText().equals("Task"));
  }

  private static Stream<JsonNode> retriers(JsonNode task) {
    return task.path("Retry").valueStream();
  }

  private static boolean isForAll(JsonNode retrier) {
    return retrier.path("ErrorEquals").toString().contains("\"States.ALL\"")
        && retrier.path("MaxAttempts").asInt(3) > 0;
  }

  private static boolean isLongerThanItsFunction(TransformedTemplate template, JsonNode task) {
    return template
        .referredTo("AWS::Lambda::Function", task.at("/Arguments/FunctionName"))
        .allMatch(
            function -> task.path("TimeoutSeconds").asInt(60) > function.at("/Timeout").asInt(3));
  }

  private static Stream<String> errorsWithoutClass(TransformedTemplate template) {
    return template
        .ofType(MACHINE)
        .flatMap(machine -> machine.at("/Definition").findValues("ErrorEquals").stream())
        .flatMap(errors -> StreamSupport.stream(errors.spliterator(), false))
        .map(JsonNode::asText)
        .filter(error -> error.startsWith("com.example.orders."))
        .filter(error -> !isTopLevelException(error))
        .distinct();
  }

  private static boolean isTopLevelException(String className) {
    var file = "src/main/java/" + className.replace('.', '/') + ".java";
    try (var libraries = Files.list(ROOT.resolve("libs"));
        var functions = Files.list(ROOT.resolve("functions"))) {
      return Stream.concat(libraries, functions)
          .anyMatch(module -> Files.isRegularFile(module.resolve(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Follows Next from the start: that is the path without a Catch or a Choice. */
  private static Stream<String> tooLongHappyPath(TransformedTemplate template) {
    return template
        .ofType(MACHINE)
        .filter(
            machine -> {
              var states = machine.at("/Definition/States");
              var name = machine.at("/Definition/StartAt").asText();
              var length = 0;
              while (states.has(name) && length <= MOST_STATES) {
                length++;
                name = states.path(name).path("Next").asText();
              }
              return length > MOST_STATES;
            })
        .map(Resource::id);
  }
}

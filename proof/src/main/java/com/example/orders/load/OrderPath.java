package com.example.orders.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * The states of an order that ends well, in their order.
 *
 * @param machineSeconds how long the whole execution may take
 * @param notified functions that the event of its end invokes
 */
public record OrderPath(List<State> states, int machineSeconds, int notified) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public OrderPath {
    states = List.copyOf(states);
  }

  /**
   * A state that is entered.
   *
   * @param resource what a task asks for, such as {@code lambda:invoke}; empty for other states
   * @param function the name or ARN of the function that a task invokes; else empty
   * @param retries what follows an error that no other retrier knows
   */
  public record State(String name, String resource, String function, Retries retries) {
    boolean invokes() {
      return resource.equals("lambda:invoke");
    }

    String functionName() {
      return Deployment.nameIn(function);
    }

    boolean waitsForAnswer() {
      return resource.endsWith(".waitForTaskToken");
    }

    boolean putsEvents() {
      return resource.equals("events:putEvents");
    }
  }

  /**
   * Retries with full jitter: the n-th waits up to interval x rate^(n-1), and never longer than the
   * maximum.
   */
  public record Retries(int attempts, double interval, double rate, double maximum) {
    static Retries of(JsonNode retriers) {
      return retriers
          .valueStream()
          .filter(retrier -> retrier.at("/ErrorEquals/0").asText().equals("States.ALL"))
          .map(
              retrier ->
                  new Retries(
                      retrier.path("MaxAttempts").asInt(3),
                      retrier.path("IntervalSeconds").asDouble(1),
                      retrier.path("BackoffRate").asDouble(2),
                      retrier.path("MaxDelaySeconds").asDouble(Double.MAX_VALUE)))
          .findFirst()
          .orElse(new Retries(0, 0, 1, 0));
    }

    /** Seconds before the n-th retry, from 1 on; the draw is between 0 and 1. */
    double delay(int attempt, double draw) {
      return draw * Math.min(maximum, interval * Math.pow(rate, attempt - 1));
    }
  }

  static OrderPath of(Deployment deployment) {
    var machine = parse(deployment.get("OrderWorkflow").path("DefinitionString").asText());
    var states = new ArrayList<State>();
    for (var name = machine.path("StartAt").asText(); !name.isEmpty(); ) {
      var state = machine.path("States").path(name);
      states.add(
          new State(
              name,
              state.path("Resource").asText().replaceFirst("^arn:[^:]*:states:::", ""),
              state.at("/Arguments/FunctionName").asText(),
              Retries.of(state.path("Retry"))));
      name = state.path("Next").asText();
    }
    return new OrderPath(states, machine.path("TimeoutSeconds").asInt(), notified(deployment));
  }

  /** Functions that are asked once an order has ended. */
  private static int notified(Deployment deployment) {
    return (int)
        deployment
            .ofType("AWS::Events::Rule")
            .filter(
                rule -> rule.at("/EventPattern/detail-type").toString().contains("OrderConfirmed"))
            .flatMap(rule -> rule.path("Targets").valueStream())
            .filter(target -> target.path("Arn").asText().contains(":lambda:"))
            .count();
  }

  /** Invocations of an order: of its tasks, of the two mappings on its way, and of its end. */
  public int invocations() {
    return tasks() + 2 + notified;
  }

  /** Functions that the workflow invokes itself. */
  public int tasks() {
    return (int) states.stream().filter(State::invokes).count();
  }

  /** Answers by task token. */
  public int answers() {
    return (int) states.stream().filter(State::waitsForAnswer).count();
  }

  /** Calls of PutEvents. */
  public int events() {
    return (int) states.stream().filter(State::putsEvents).count();
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the workflow's definition is no JSON", e);
    }
  }
}

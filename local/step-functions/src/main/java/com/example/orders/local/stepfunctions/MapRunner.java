package com.example.orders.local.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.concurrent.Callable;

/** Runs the iterations of an inline Map state. */
record MapRunner(Interpreter interpreter, State.ForEach state, Scope scope) {
  /** Inline Map quota of Step Functions for concurrent iterations. */
  private static final int MAX_CONCURRENCY = 40;

  JsonNode run(StateData data, Branch branch) throws InterruptedException {
    var items = data.items();
    var limit = data.number("MaxConcurrency").orElse(0);
    data.number("ToleratedFailureCount"); // only a distributed Map tolerates failures
    data.number("ToleratedFailurePercentage");
    branch.add(
        "MapStateStarted",
        "mapStateStartedEventDetails",
        Json.object().put("length", items.size()));
    var iterations = new ArrayList<Callable<JsonNode>>();
    for (var item : items) {
      var index = iterations.size();
      var inner = branch.iteration(index, item);
      iterations.add(() -> iterate(data, item, index, inner));
    }
    var results =
        SideBySide.run(
            iterations, limit == 0 ? MAX_CONCURRENCY : (int) Math.min(limit, MAX_CONCURRENCY));
    branch.add("MapStateSucceeded");
    return Json.array().addAll(results);
  }

  private JsonNode iterate(StateData data, JsonNode item, int index, Branch inner)
      throws InterruptedException {
    note(inner, "Started", index);
    try {
      var context = scope.context().deepCopy();
      context.set("Map", inner.item());
      var input = data.iterationInput(new Scope(context, inner.variables(), scope.random()), item);
      var output = interpreter.run(state.processor(), input, inner);
      note(inner, "Succeeded", index);
      return output;
    } catch (StatesError e) {
      note(inner, "Failed", index);
      throw e;
    } catch (InterruptedException e) {
      note(inner, "Aborted", index);
      throw e;
    }
  }

  private void note(Branch inner, String what, int index) {
    ObjectNode details = Json.object().put("name", state.name()).put("index", index);
    inner.add("MapIteration" + what, "mapIteration" + what + "EventDetails", details);
  }
}

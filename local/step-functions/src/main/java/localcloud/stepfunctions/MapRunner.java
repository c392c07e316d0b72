package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.concurrent.Callable;

/** Runs the iterations of an inline Map state; in a redrive, those that did not end. */
record MapRunner(Interpreter interpreter, State.ForEach state, Scope scope) {
  /** Inline Map quota of Step Functions for concurrent iterations. */
  private static final int MAX_CONCURRENCY = 40;

  JsonNode run(StateData data, Branch branch) throws InterruptedException {
    var redriven = !branch.parts().isEmpty();
    var items = redriven ? Json.array() : data.items();
    var limit = data.number("MaxConcurrency").orElse(0);
    data.number("ToleratedFailureCount"); // only a distributed Map tolerates failures
    data.number("ToleratedFailurePercentage");
    if (!redriven) {
      begin(items, branch);
    }
    var iterations = new ArrayList<Callable<JsonNode>>();
    for (var inner : branch.parts()) {
      var index = iterations.size();
      iterations.add(() -> iterate(data, index, inner));
    }
    var results =
        SideBySide.run(
            iterations, limit == 0 ? MAX_CONCURRENCY : (int) Math.min(limit, MAX_CONCURRENCY));
    branch.add("MapStateSucceeded");
    return Json.array().addAll(results);
  }

  private static void begin(ArrayNode items, Branch branch) {
    var length = Json.object().put("length", items.size());
    branch.add("MapStateStarted", "mapStateStartedEventDetails", length);
    var iterations = new ArrayList<Branch>();
    for (var item : items) {
      iterations.add(branch.iteration(iterations.size(), item));
    }
    branch.split(iterations);
  }

  private JsonNode iterate(StateData data, int index, Branch inner) throws InterruptedException {
    var before = inner.position();
    if (before != null && inner.isOver()) {
      return before.data();
    }
    try {
      var output = interpreter.run(state.processor(), input(data, index, inner), inner);
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

  /** The iteration's input; one that is redriven goes on with what it has. */
  private JsonNode input(StateData data, int index, Branch inner) {
    var before = inner.position();
    if (before != null) {
      return before.data();
    }
    note(inner, "Started", index);
    var context = scope.context().deepCopy();
    context.set("Map", inner.item());
    var item = context.path("Map").path("Item").path("Value");
    var iteration =
        new Scope(context, inner.variables(), scope.random(), scope.clock(), scope.expressions());
    return data.iterationInput(iteration, item);
  }

  private void note(Branch inner, String what, int index) {
    ObjectNode details = Json.object().put("name", state.name()).put("index", index);
    inner.add("MapIteration" + what, "mapIteration" + what + "EventDetails", details);
  }
}

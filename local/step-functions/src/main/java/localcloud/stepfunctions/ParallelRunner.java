package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.concurrent.Callable;

/** Runs the branches of a Parallel state side by side; in a redrive, those that did not end. */
record ParallelRunner(Interpreter interpreter, State.Parallel state) {

  JsonNode run(JsonNode input, Branch branch) throws InterruptedException {
    if (branch.parts().isEmpty()) {
      branch.add("ParallelStateStarted");
      branch.split(state.branches().stream().map(_ -> branch.inner()).toList());
    }
    var branches = new ArrayList<Callable<JsonNode>>();
    for (var inner : branch.parts()) {
      var flow = state.branches().get(branches.size());
      branches.add(() -> interpreter.run(flow, input, inner));
    }
    var results = SideBySide.run(branches, branches.size());
    branch.add("ParallelStateSucceeded");
    return Json.array().addAll(results);
  }
}

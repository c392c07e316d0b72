package com.example.orders.local.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.concurrent.Callable;

/** Runs the branches of a Parallel state side by side. */
record ParallelRunner(Interpreter interpreter, State.Parallel state) {

  JsonNode run(JsonNode input, Branch branch) throws InterruptedException {
    branch.add("ParallelStateStarted");
    var branches = new ArrayList<Callable<JsonNode>>();
    for (var flow : state.branches()) {
      var inner = branch.inner();
      branches.add(() -> interpreter.run(flow, input, inner));
    }
    var results = SideBySide.run(branches, branches.size());
    branch.add("ParallelStateSucceeded");
    return Json.array().addAll(results);
  }
}

package com.example.orders.replayfailures;

import com.example.orders.failures.Failure;
import com.example.orders.order.OrderKey;
import com.example.orders.replayfailures.Executions.Execution;
import java.util.Optional;

/** Finds the last execution that an order had; a replay's is named after its attempt. */
record NewestExecution(Executions executions) {
  /** Older ones than the last few have long given way to newer ones. */
  private static final int LOOKED_AT = 6;

  Optional<Execution> of(OrderKey order, Failure failure) {
    var oldest = Math.max(1, failure.replays() - LOOKED_AT);
    for (int attempt = failure.replays(); attempt >= oldest; attempt--) {
      var found = executions.find(order.executionName(attempt));
      if (found.isPresent()) {
        return found;
      }
    }
    return executions.find(order.executionName());
  }
}

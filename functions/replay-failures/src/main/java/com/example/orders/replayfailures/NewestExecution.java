package com.example.orders.replayfailures;

import com.example.orders.failures.Failure;
import com.example.orders.order.OrderKey;
import com.example.orders.replayfailures.Executions.Execution;
import java.util.Optional;

/**
 * Finds the last execution that an order had: the one that its entry names, unless a replay whose
 * answer was lost has started later ones.
 */
record NewestExecution(Executions executions) {
  private static final int LOOKED_AT = 6;

  Optional<Execution> of(OrderKey order, Failure failure) {
    var known = OrderKey.replayOfExecution(failure.origin());
    var newest = executions.find(order.executionName(known));
    for (int later = known + 1; later < known + LOOKED_AT; later++) {
      var found = executions.find(order.executionName(later));
      if (found.isEmpty()) {
        return newest;
      }
      newest = found;
    }
    return newest;
  }
}

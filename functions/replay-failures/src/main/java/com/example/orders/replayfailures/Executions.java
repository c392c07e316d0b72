package com.example.orders.replayfailures;

import com.example.orders.order.OrderKey;
import java.util.Optional;

/** The order workflow's executions. */
interface Executions {

  Optional<Execution> find(String name);

  /**
   * Starts one, or finds it running: who asks twice starts one. Answers its ARN; nothing if one of
   * that name has ended already, for then nothing has started.
   */
  Optional<String> start(String name, OrderKey order);

  /** Lets an execution go on where it ended. Answers false if it cannot be redriven after all. */
  boolean redrive(Execution execution, String token);

  /**
   * One of them.
   *
   * @param isRedrivable within 14 days, with room in its history, and for the first time: what an
   *     execution remembers, such as an answer that came garbled, may be what makes it fail
   * @param error what it failed with, or nothing
   */
  record Execution(String name, String arn, Status status, boolean isRedrivable, String error) {

    /** Of an execution that failed on purpose, in a state that says who has to do something. */
    private static final String ON_PURPOSE = "Orderly.";

    /** Redriven, one that ended in a Fail state would fail again at once. */
    boolean goesOnWhenRedriven() {
      return status == Status.UNSUCCESSFUL && isRedrivable && !error.startsWith(ON_PURPOSE);
    }
  }

  enum Status {
    RUNNING,
    SUCCEEDED,
    UNSUCCESSFUL
  }
}

package com.example.orders.replayfailures;

import com.example.orders.failures.Failure;

/**
 * The one function whose failed invokes are replayed: its effect is known, and the role may invoke
 * it. A record of any other function waits for an operator.
 *
 * @param arn without version or alias
 */
record NotifyCustomer(String arn) {

  /** Whether it is this function that failed, in whichever version. */
  boolean failedIn(Failure failure) {
    return failure.origin().equals(arn) || failure.origin().startsWith(arn + ":");
  }
}

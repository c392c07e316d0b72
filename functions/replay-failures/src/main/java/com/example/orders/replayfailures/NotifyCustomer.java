package com.example.orders.replayfailures;

import com.example.orders.failures.Failure;

/**
 * The one function whose failed invokes are replayed: its effect is known, and the role may invoke
 * it. A record of any other function waits for an operator.
 *
 * @param arn without version or alias
 * @param alias the ARN by which it is invoked, whichever version has failed
 */
record NotifyCustomer(String arn, String alias) {

  static NotifyCustomer of(String alias) {
    return new NotifyCustomer(alias.substring(0, alias.lastIndexOf(':')), alias);
  }

  /** Whether it is this function that failed, in whichever version. */
  boolean failedIn(Failure failure) {
    return failure.origin().equals(arn) || failure.origin().startsWith(arn + ":");
  }
}

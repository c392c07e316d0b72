package com.example.orders.failures;

/** What kind of failure it is, which decides who has to act. */
public enum FailureClass {
  /** Will pass: replayed by itself, for as long as it takes. */
  TRANSIENT,
  /** A business rejection; a replay alone will get the same. */
  BUSINESS,
  /** The message cannot be understood; it has to be edited or discarded. */
  POISON,
  /** No rule knows it: an operator looks. */
  UNKNOWN
}

package com.example.orders.replayfailures;

/**
 * What became of what somebody wants done with an entry.
 *
 * @param detail in words, quoting no payload
 */
record ReplayResult(Kind outcome, String detail) {

  enum Kind {
    /** It is with its origin; the effect shows later. */
    SENT,
    /** Nothing had to be sent: the effect was there already. */
    RESOLVED,
    /** Nothing more will be done. */
    DISCARDED,
    /** It cannot be done now, or not at all. */
    REFUSED
  }

  static ReplayResult sent(String detail) {
    return new ReplayResult(Kind.SENT, detail);
  }

  static ReplayResult resolved(String detail) {
    return new ReplayResult(Kind.RESOLVED, detail);
  }

  static ReplayResult discarded() {
    return new ReplayResult(Kind.DISCARDED, "nothing more will be done");
  }

  static ReplayResult refused(String detail) {
    return new ReplayResult(Kind.REFUSED, detail);
  }
}

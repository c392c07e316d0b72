package com.example.orders.replayfailures;

/**
 * What became of what somebody wants done with an entry.
 *
 * @param detail in words, quoting no payload
 */
record Outcome(Kind outcome, String detail) {

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

  static Outcome sent(String detail) {
    return new Outcome(Kind.SENT, detail);
  }

  static Outcome resolved(String detail) {
    return new Outcome(Kind.RESOLVED, detail);
  }

  static Outcome discarded() {
    return new Outcome(Kind.DISCARDED, "nothing more will be done");
  }

  static Outcome refused(String detail) {
    return new Outcome(Kind.REFUSED, detail);
  }
}

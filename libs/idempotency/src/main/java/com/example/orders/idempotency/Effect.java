package com.example.orders.idempotency;

/** What is done once. */
@FunctionalInterface
public interface Effect {

  /**
   * Does it, or says that nothing at all was done. Anything thrown means that nobody knows: the
   * record stays, and the next owner sees {@link Lease#resumed()}.
   */
  Result apply(Lease lease);

  /** What came of it. */
  sealed interface Result {}

  /**
   * It is done.
   *
   * @param data IDs and outcome, kept with the record for who asks again; no personal data
   */
  record Done(String data) implements Result {
    private static final int MOST = 1_024;

    public Done {
      if (data.length() > MOST) {
        throw new IllegalArgumentException("A record keeps IDs and an outcome, no documents");
      }
    }
  }

  /** Surely nothing was done, as when it was refused before it began. */
  record NothingDone(RuntimeException why) implements Result {}
}

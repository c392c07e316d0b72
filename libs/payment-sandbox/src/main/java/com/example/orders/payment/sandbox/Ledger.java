package com.example.orders.payment.sandbox;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the sandbox keeps its entries. The one condition in it settles every race. */
interface Ledger {

  /**
   * Writes {@code next} if the key's stored entry is still {@code seen} (null: there is none yet).
   *
   * @return empty if written, otherwise the entry that stood in the way
   */
  Optional<LedgerEntry> swap(@Nullable LedgerEntry seen, LedgerEntry next);
}

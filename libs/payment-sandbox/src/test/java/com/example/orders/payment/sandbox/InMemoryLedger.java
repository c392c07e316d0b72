package com.example.orders.payment.sandbox;

import com.example.orders.payment.PaymentKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Compares and swaps as the table does; something can be made to happen just before a write. */
final class InMemoryLedger implements Ledger {
  private final Map<PaymentKey, LedgerEntry> entries = new HashMap<>();
  private final Deque<Runnable> beforeNextWrites = new ArrayDeque<>();

  void beforeNextWrite(Runnable happening) {
    beforeNextWrites.add(happening);
  }

  void put(LedgerEntry entry) {
    entries.put(entry.key(), entry);
  }

  LedgerEntry get(PaymentKey key) {
    return entries.get(key);
  }

  @Override
  public Optional<LedgerEntry> swap(LedgerEntry seen, LedgerEntry next) {
    if (!beforeNextWrites.isEmpty()) {
      beforeNextWrites.remove().run();
    }
    var stored = entries.get(next.key());
    var unchanged =
        seen == null ? stored == null : stored != null && stored.version() == seen.version();
    if (!unchanged) {
      return Optional.ofNullable(stored);
    }
    entries.put(next.key(), next);
    return Optional.empty();
  }
}

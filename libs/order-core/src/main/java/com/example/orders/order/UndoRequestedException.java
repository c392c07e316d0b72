package com.example.orders.order;

import java.util.Objects;

/** An operator gave the order up: the workflow asks the warehouse to stop it, then undoes it. */
public final class UndoRequestedException extends RefusalException {

  /** Says why in the operator's words. */
  public UndoRequestedException(Order order) {
    super(Objects.requireNonNullElse(order.undo().reasonDetail(), "An operator gave the order up"));
  }
}

package com.example.orders.order;

import java.util.Set;

/** How far an order is. Every change is a conditional write that names the status it leaves. */
public enum OrderStatus {
  ACCEPTED,
  INVENTORY_RESERVED,
  CHARGING,
  PAYMENT_CHARGED,
  CONFIRMED,
  /** The customer asked; only before the charge has been claimed. */
  CANCEL_REQUESTED,
  /** An operator gave the order up; its workflow asks the warehouse first, then undoes it. */
  UNDO_REQUESTED,
  /** The fence: from here a late reserve or charge finds the door closed. */
  COMPENSATING,
  REJECTED,
  CANCELLED,
  /** Waits for an operator, who resumes it where it stopped or has it undone. */
  PARKED;

  /** The statuses that may come next. */
  public Set<OrderStatus> next() {
    return switch (this) {
      case ACCEPTED ->
          Set.of(INVENTORY_RESERVED, CANCEL_REQUESTED, UNDO_REQUESTED, COMPENSATING, PARKED);
      case INVENTORY_RESERVED ->
          Set.of(CHARGING, CANCEL_REQUESTED, UNDO_REQUESTED, COMPENSATING, PARKED);
      case CHARGING -> Set.of(PAYMENT_CHARGED, UNDO_REQUESTED, COMPENSATING, PARKED);
      case PAYMENT_CHARGED -> Set.of(CONFIRMED, UNDO_REQUESTED, COMPENSATING, PARKED);
      case CANCEL_REQUESTED -> Set.of(COMPENSATING, PARKED);
      // Back to PAYMENT_CHARGED if the goods are on their way already.
      case UNDO_REQUESTED -> Set.of(COMPENSATING, PAYMENT_CHARGED, PARKED);
      case COMPENSATING -> Set.of(REJECTED, CANCELLED, PARKED);
      // To PARKED once more when an operator discards it.
      case PARKED ->
          Set.of(
              PARKED,
              ACCEPTED,
              INVENTORY_RESERVED,
              CHARGING,
              PAYMENT_CHARGED,
              CANCEL_REQUESTED,
              UNDO_REQUESTED,
              COMPENSATING);
      case CONFIRMED, REJECTED, CANCELLED -> Set.of();
    };
  }

  public boolean canBecome(OrderStatus status) {
    return next().contains(status);
  }

  public boolean isTerminal() {
    return next().isEmpty();
  }
}

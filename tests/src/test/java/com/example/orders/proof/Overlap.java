package com.example.orders.proof;

import static com.example.orders.proof.OneOrder.ACCEPT;
import static com.example.orders.proof.OneOrder.CHARGE;
import static com.example.orders.proof.OneOrder.NOTIFY;
import static com.example.orders.proof.OneOrder.RECORD;
import static com.example.orders.proof.OneOrder.REFUND;
import static com.example.orders.proof.OneOrder.RELEASE;
import static com.example.orders.proof.OneOrder.REPLAY;
import static com.example.orders.proof.OneOrder.RESERVE;
import static com.example.orders.proof.OneOrder.SWEEP;
import static com.example.orders.proof.OneOrder.WAREHOUSE;

/**
 * What two or more may do at the same time or too late about one order, driven step by step: a copy
 * of one part does the one thing that a guard in it is to stop, the application as it is does the
 * rest. With a copy that has all its guards nothing must be found.
 */
enum Overlap {
  MESSAGE_AGAIN_AFTER_THE_END(
      "an order's message is delivered again after the order has ended",
      order -> {
        order.confirmed();
        order.weak(ACCEPT, order.message(order.basket(1)));
      }),
  MESSAGE_AGAIN_UNDER_WAY(
      "an order's message is delivered again while its workflow is at its first step",
      order -> {
        order.whileHeld(
            WeakenedApplication.WORKFLOW,
            "lambda",
            "Invoke",
            null,
            0,
            () -> order.placeBy(true, order.message(order.basket(1))),
            () -> order.weak(ACCEPT, order.message(order.basket(1))));
        order.expect("one execution was started", order.executions() == 1);
      }),
  TWO_CONFLICTS_AT_ONCE(
      "two other bodies for one order ID are counted at the same time",
      order -> {
        order.confirmed();
        order.whileHeld(
            order.copyOf(ACCEPT),
            "UpdateItem",
            "OrdersTable",
            0,
            () -> order.placeBy(true, order.message(order.basket(2))),
            () -> order.placeBy(false, order.message(order.basket(3))));
      }),
  TWO_CONFLICTS_AT_ONCE_AFTER_ONE(
      "two more bodies for an order ID with a conflict are counted at the same time",
      order -> {
        order.confirmed();
        order.placeBy(false, order.message(order.basket(4)));
        order.whileHeld(
            order.copyOf(ACCEPT),
            "UpdateItem",
            "OrdersTable",
            0,
            () -> order.placeBy(true, order.message(order.basket(2))),
            () -> order.placeBy(false, order.message(order.basket(3))));
      }),
  TWO_REPLAYS_OF_A_MESSAGE(
      "a message that failed at intake is sent again twice, and one of the two is late",
      order -> {
        order.right(RECORD, order.deadLetter());
        order.whileHeld(
            order.copyOf(ACCEPT),
            "PutItem",
            "OrdersTable",
            1,
            () -> order.placeBy(true, order.message(order.basket(1))),
            () -> {
              order.placeBy(false, order.message(order.basket(1)));
              order.awaitEnd();
              order.look();
            });
        order.operator();
      }),
  DEAD_LETTER_AGAIN_AFTER_ITS_REPLAY(
      "a dead letter is recorded by two at the same time, and one of the two is late",
      order -> {
        var letter = order.deadLetter();
        order.whileHeld(
            order.copyOf(RECORD),
            "TransactWriteItems",
            "FailuresTable",
            0,
            () -> order.weak(RECORD, letter),
            () -> {
              order.right(RECORD, letter);
              order.operator();
            });
      }),
  TWO_REPLAYS_OF_AN_ENTRY(
      "two replay the same entry of the inbox at the same time",
      order -> {
        order.right(RECORD, order.deadLetter());
        var replay = order.replay();
        order.whileHeld(
            order.copyOf(REPLAY),
            "TransactWriteItems",
            "FailuresTable",
            0,
            () ->
                order.expect(
                    "the late one is refused", order.weak(REPLAY, replay).contains("REFUSED")),
            () -> order.right(REPLAY, replay));
        order.operator();
      }),
  LATE_RESUME(
      "a parked order is resumed and parked again elsewhere before a second resumes it",
      order -> {
        order.charged();
        order.parked();
        order.right(RECORD, order.failedExecution());
        var replay = order.replay();
        order.whileHeld(
            order.copyOf(REPLAY),
            "UpdateItem",
            "OrdersTable",
            0,
            () -> order.weak(REPLAY, replay),
            () -> {
              order.resumed("PAYMENT_CHARGED");
              order.fenced();
              order.parked();
            });
        if (order.isParked()) {
          order.resumed("COMPENSATING");
        }
        order.workflow();
        order.operator();
      }),
  MESSAGE_FAILS(
      "the write of a message's row fails",
      order -> order.deliver(ACCEPT, "PutItem", order.message(order.basket(1)), true)),
  DEAD_LETTER_FAILS(
      "the write of a dead letter's entry fails",
      order -> {
        order.deliver(RECORD, "TransactWriteItems", order.deadLetter(), true);
        order.operator();
      }),
  SHIPMENT_FAILS(
      "the write of the warehouse's decision fails",
      order -> {
        order.charged();
        order.deliver(WAREHOUSE, "UpdateItem", order.shipment(), false);
        order.expect("a parcel has left", order.parcels() == 1);
        order.workflow();
      }),
  LATE_RESERVE_AFTER_UNDO(
      "a reservation arrives after the order was undone",
      order -> {
        order.accepted();
        order.whileHeld(
            order.copyOf(RESERVE),
            "TransactWriteItems",
            null,
            0,
            () -> order.weakTask(RESERVE),
            order::cancelled);
      }),
  SOLD_OUT(
      "more is ordered than there is",
      order -> {
        order.stock(0);
        order.refused("OUT_OF_STOCK");
        order.accepted();
        order.weakTask(RESERVE);
        order.workflow();
      }),
  PRICE_MOVES(
      "a price changes between its reading and the reservation",
      order -> {
        order.accepted();
        order.whileHeld(
            order.copyOf(RESERVE),
            "TransactWriteItems",
            null,
            0,
            () -> order.weakTask(RESERVE),
            () -> order.price(777));
        order.workflow();
      }),
  CURRENCY_MOVES(
      "a product's currency changes between its reading and the reservation",
      order -> {
        order.refused("CURRENCY_MISMATCH");
        order.accepted();
        order.whileHeld(
            order.copyOf(RESERVE),
            "TransactWriteItems",
            null,
            0,
            () -> order.weakTask(RESERVE),
            () -> order.currency("USD"));
        order.workflow();
      }),
  TWO_RELEASES_AT_ONCE(
      "an undone order's stock is given back by two at the same time",
      order -> {
        order.accepted();
        order.task(RESERVE);
        order.fenced();
        order.whileHeld(
            order.copyOf(RELEASE),
            "TransactWriteItems",
            null,
            0,
            () -> order.weakTask(RELEASE),
            () -> order.task(RELEASE));
        order.workflow();
      }),
  LATE_CHARGE_AFTER_UNDO(
      "a charge claims the order after it was undone",
      order -> {
        order.accepted();
        order.task(RESERVE);
        order.whileHeld(
            order.copyOf(CHARGE),
            "UpdateItem",
            "OrdersTable",
            0,
            () -> order.weakTask(CHARGE),
            order::cancelled);
      }),
  TWO_CHARGES_AT_ONCE(
      "an order is charged by two at the same time",
      order -> {
        order.accepted();
        order.task(RESERVE);
        order.whileHeld(
            order.copyOf(CHARGE),
            "UpdateItem",
            "LedgerTable",
            0,
            () -> order.weakTask(CHARGE),
            () -> order.task(CHARGE));
        order.workflow();
      }),
  TWO_REFUNDS_AT_ONCE(
      "a charge is refunded by two at the same time",
      order -> {
        order.charged();
        order.fenced();
        order.whileHeld(
            order.copyOf(REFUND),
            "UpdateItem",
            "LedgerTable",
            1,
            () -> order.weakTask(REFUND),
            () -> order.task(REFUND));
        order.workflow();
      }),
  LATE_CHARGE_AFTER_VOID(
      "a charge reaches the provider after the order's payment was voided",
      order -> {
        order.accepted();
        order.task(RESERVE);
        order.whileHeld(
            CHARGE,
            "UpdateItem",
            "LedgerTable",
            0,
            () -> order.task(CHARGE),
            () -> {
              order.fenced();
              order.weakTask(REFUND);
              order.task(RELEASE);
              order.rejectedByHand();
            });
        order.workflow();
      }),
  LATE_REFUND_AFTER_SUCCESS(
      "a refund arrives after the order was confirmed",
      order -> {
        order.confirmed();
        order.weakTask(REFUND);
      }),
  UNDO_AFTER_A_CHARGE(
      "a charged order is undone",
      order -> {
        order.charged();
        order.fenced();
        order.weakTask(REFUND);
        order.task(RELEASE);
        order.workflow();
      }),
  SHIPMENT_AGAIN_AFTER_SUCCESS(
      "a shipment's message is delivered again after the parcel has left",
      order -> {
        order.confirmed();
        order.weak(WAREHOUSE, order.shipment());
      }),
  LATE_CONFIRM(
      "a confirmation arrives after the row has moved on",
      order -> {
        order.charged();
        order.whileHeld(
            order.copyOf(WeakenedApplication.WORKFLOW),
            "UpdateItem",
            "OrdersTable",
            0,
            order::weakWorkflow,
            order::parkedAndResumed);
        order.workflow();
      }),
  LATE_CLOSE(
      "the end of an undo arrives after the row has moved on",
      order -> {
        order.accepted();
        order.cancel();
        order.whileHeld(
            order.copyOf(WeakenedApplication.WORKFLOW),
            "UpdateItem",
            "OrdersTable",
            1,
            order::weakWorkflow,
            order::parkedAndResumed);
        order.workflow();
      }),
  LATE_UNDO_AFTER_SUCCESS(
      "an execution that found nothing in stock begins its undo after another confirmed the order",
      order -> {
        order.stock(0);
        order.accepted();
        order.whileHeld(
            order.copyOf(WeakenedApplication.WORKFLOW),
            "UpdateItem",
            "OrdersTable",
            0,
            order::weakWorkflow,
            () -> {
              order.stock(OneOrder.STOCK);
              order.workflow();
              order.look();
            });
      }),
  LATE_WAY_BACK_AFTER_SUCCESS(
      "two executions find that an order which was given up had shipped, and one of the two is late",
      order -> {
        order.charged();
        order.right(WAREHOUSE, order.shipment());
        order.givenUp();
        order.whileHeld(
            order.copyOf(WeakenedApplication.WORKFLOW),
            "UpdateItem",
            "OrdersTable",
            0,
            order::weakWorkflow,
            () -> {
              order.workflow();
              order.look();
            });
      }),
  LATE_WATCH(
      "the sweeper marks an order as known after it has ended",
      order -> {
        order.accepted();
        order.overdue();
        order.whileHeld(
            order.copyOf(SWEEP),
            "UpdateItem",
            "OrdersTable",
            0,
            () -> order.weak(SWEEP, "{}"),
            order::workflow);
        order.expect("the sweeper is done with it", !order.isSwept());
        order.operator();
      }),
  PUBLISHED_AGAIN(
      "an execution of a confirmed order publishes its end again",
      order -> {
        order.confirmed();
        order.weakWorkflow();
      }),
  CANCEL_PUBLISHED_AGAIN(
      "an execution of a cancelled order publishes its end again",
      order -> {
        order.accepted();
        order.cancelled();
        order.weakWorkflow();
      }),
  NOTICE_AGAIN_AFTER_SUCCESS(
      "an event is delivered again after its customer was notified",
      order -> {
        order.confirmed();
        order.weak(NOTIFY, order.confirmation());
        order.expect("the notifier was asked once", order.noticesAsked() == 1);
      }),
  NOTICE_AFTER_A_CRASH(
      "an event comes again after a crash between the notice and its record",
      order -> {
        order.confirmed();
        order.leaseEnds();
        order.weak(NOTIFY, order.confirmation());
      }),
  TWO_TAKE_A_LEASE_OVER(
      "two take over the lease of one that crashed",
      order -> {
        order.confirmed();
        order.leaseEnds();
        order.whileHeld(
            order.copyOf(NOTIFY),
            "PutItem",
            "IdempotencyTable",
            1,
            () -> order.weak(NOTIFY, order.confirmation()),
            () -> order.right(NOTIFY, order.confirmation()));
        order.expect("the notifier was asked twice", order.noticesAsked() == 2);
      }),
  LATE_LOSER_RECORDS(
      "one whose lease was taken over records its own end late",
      order -> {
        order.confirmed();
        order.forgetNotice();
        order.whileHeld(
            order.copyOf(NOTIFY),
            "PutItem",
            "IdempotencyTable",
            1,
            () -> order.weak(NOTIFY, order.confirmation()),
            () -> {
              order.leaseEnds();
              order.right(NOTIFY, order.confirmation());
              order.noteRecord();
            });
        order.expect("the winner's record is kept", order.recordIsKept());
      }),
  LATE_LOSER_GIVES_UP(
      "one whose lease was taken over gives up late",
      order -> {
        order.busyNotifier();
        order.accepted();
        order.workflow();
        order.awaitNotified();
        order.forgetNotice();
        order.whileHeld(
            order.copyOf(NOTIFY),
            "DeleteItem",
            "IdempotencyTable",
            0,
            () -> order.weak(NOTIFY, order.confirmation()),
            () -> {
              order.leaseEnds();
              order.right(NOTIFY, order.confirmation());
              order.noteRecord();
            });
        order.expect("the winner's record is kept", order.recordIsKept());
      });

  /** What is done, step by step. */
  @FunctionalInterface
  interface Drive {
    void over(OneOrder order) throws Exception;
  }

  private final String words;
  private final Drive drive;

  Overlap(String words, Drive drive) {
    this.words = words;
    this.drive = drive;
  }

  String words() {
    return words;
  }

  void drive(OneOrder order) throws Exception {
    drive.over(order);
  }
}

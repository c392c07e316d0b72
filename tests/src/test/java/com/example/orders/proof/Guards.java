package com.example.orders.proof;

import static com.example.orders.proof.Guard.inFunction;
import static com.example.orders.proof.Guard.inWorkflow;
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

import com.example.orders.proof.Guard.Excused;
import java.util.List;
import java.util.stream.Stream;

/** Every guard of the application with the overlap that shows what it is for. */
final class Guards {
  private static final String ACCEPTING = functions("accept-orders", "acceptorders");
  private static final String CHARGING = functions("charge-payment", "chargepayment");
  private static final String REFUNDING = functions("refund-payment", "refundpayment");
  private static final String NOTIFYING = functions("notify-customer", "notifycustomer");
  private static final String RECORDING = functions("record-failure", "recordfailure");
  private static final String REPLAYING = functions("replay-failures", "replayfailures");
  private static final String SHIPPING = functions("simulate-warehouse", "simulatewarehouse");
  private static final String TABLES =
      "libs/order-dynamodb/src/main/java/com/example/orders/dynamodb/";
  private static final String SANDBOX =
      "libs/payment-sandbox/src/main/java/com/example/orders/payment/sandbox/";
  private static final String RECORDS =
      "libs/idempotency/src/main/java/com/example/orders/idempotency/"
          + "DynamoDbIdempotencyRecords.java";
  private static final String FAILURES =
      "libs/failures/src/main/java/com/example/orders/failures/dynamodb/" + "DynamoDbFailures.java";
  private static final String BREAKERS =
      "libs/circuit-breaker/src/main/java/com/example/orders/breaker/DynamoDbBreakerStore.java";
  private static final String WORKFLOW = "statemachines/order-workflow.asl.yaml";

  private Guards() {}

  private static String functions(String module, String name) {
    return "functions/" + module + "/src/main/java/com/example/orders/" + name + "/";
  }

  static List<Guard> all() {
    return Stream.of(rows(), intake(), stock(), payment(), goods(), workflow(), notices())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Guard> rows() {
    var orders = TABLES + "DynamoDbOrders.java";
    return List.of(
        inFunction(
            ACCEPT,
            orders,
            "put.conditionExpression(\"attribute_not_exists(orderId)\")",
            "{}",
            Overlap.MESSAGE_AGAIN_AFTER_THE_END,
            "an order's row from being begun anew"),
        inFunction(
            ACCEPT,
            orders,
            "\"#status = :status AND #version = :version\"",
            "\"(#status = :status AND #version = :version) OR attribute_exists(orderId)\"",
            Overlap.TWO_REPLAYS_OF_A_MESSAGE,
            "a row that goes on from being replaced by a late replay"),
        inFunction(
            ACCEPT,
            orders,
            "\"conflictCount = :seen\"",
            "\"conflictCount = :seen OR attribute_exists(orderId)\"",
            Overlap.TWO_CONFLICTS_AT_ONCE_AFTER_ONE,
            "a further conflict from being lost"),
        inFunction(
            ACCEPT,
            orders,
            "\"attribute_exists(orderId) AND attribute_not_exists(conflictCount)\"",
            "\"attribute_exists(orderId)\"",
            Overlap.TWO_CONFLICTS_AT_ONCE,
            "a first conflict from being lost"),
        inFunction(
            CHARGE,
            TABLES + "Move.java",
            "var condition = \"#status = :from\";",
            "var condition = \"(#status = :from OR attribute_exists(#status))\";",
            Overlap.LATE_CHARGE_AFTER_UNDO,
            "an order that has ended from being claimed for a charge"),
        inFunction(
            REPLAY,
            TABLES + "Move.java",
            "condition += \" AND #version = :version\";",
            "condition += \" AND (#version = :version OR attribute_exists(#version))\";",
            Overlap.LATE_RESUME,
            "an order that was parked anew from going on where it was parked before"),
        inFunction(
            SWEEP,
            orders,
            ".conditionExpression(\"attribute_exists(openShard)\")",
            "",
            Overlap.LATE_WATCH,
            "an order that has ended from being swept for ever"));
  }

  private static List<Guard> intake() {
    return List.of(
        inFunction(
            ACCEPT,
            ACCEPTING + "OrderBatch.java",
            "returned.add(new BatchItemFailure(message.id()));",
            "",
            Overlap.MESSAGE_FAILS,
            "a message whose row could not be written from being deleted"),
        inFunction(
            ACCEPT,
            ACCEPTING + "StepFunctionsWorkflows.java",
            ".name(key.executionName())",
            ".name(key.executionName() + \"-r\" + System.nanoTime() % 1_000_000)",
            Overlap.MESSAGE_AGAIN_UNDER_WAY,
            "a second execution from running beside the first"),
        inFunction(
            RECORD,
            RECORDING + "FailureBatch.java",
            "returned.add(new BatchItemFailure(message.getMessageId()));",
            "",
            Overlap.DEAD_LETTER_FAILS,
            "a dead letter that could not be recorded from being deleted"),
        inFunction(
            RECORD,
            FAILURES,
            "\"attribute_not_exists(\" + ID + \") OR \" + EXPIRES_AT + \" <= :now\"",
            "\"attribute_not_exists(\" + ID + \") OR attribute_exists(\" + ID + \") OR \""
                + " + EXPIRES_AT + \" <= :now\"",
            Overlap.DEAD_LETTER_AGAIN_AFTER_ITS_REPLAY,
            "an entry that was dealt with from being opened anew"),
        inFunction(
            REPLAY,
            FAILURES,
            "\"#version = :before\"",
            "\"#version = :before OR attribute_exists(#version)\"",
            Overlap.TWO_REPLAYS_OF_AN_ENTRY,
            "an entry from being replayed twice at once"));
  }

  private static List<Guard> stock() {
    var inventory = TABLES + "DynamoDbInventory.java";
    return List.of(
        inFunction(
            RESERVE,
            inventory,
            "\"#status = :accepted\"",
            "\"#status = :accepted OR attribute_exists(#status)\"",
            Overlap.LATE_RESERVE_AFTER_UNDO,
            "an order that was undone from taking stock"),
        inFunction(
            RESERVE,
            inventory,
            "\"stock >= :quantity AND ",
            "\"",
            Overlap.SOLD_OUT,
            "more from being sold than there is"),
        inFunction(
            RESERVE,
            inventory,
            "price = :price AND ",
            "(price = :price OR attribute_exists(sku)) AND ",
            Overlap.PRICE_MOVES,
            "an order from being sold at a price that is no longer asked"),
        inFunction(
            RESERVE,
            inventory,
            " AND currency = :currency\"",
            " AND (currency = :currency OR attribute_exists(sku))\"",
            Overlap.CURRENCY_MOVES,
            "an order from being sold in another currency than the product's"),
        inFunction(
            RELEASE,
            inventory,
            "\"#status = :compensating AND stockHeld = :true\"",
            "\"#status = :compensating OR attribute_exists(#status) OR stockHeld = :true\"",
            Overlap.TWO_RELEASES_AT_ONCE,
            "stock from being given back twice"));
  }

  private static List<Guard> payment() {
    return List.of(
        inFunction(
            CHARGE,
            SANDBOX + "DynamoDbLedger.java",
            "\"attribute_not_exists(paymentKey)\"",
            "\"attribute_not_exists(paymentKey) OR attribute_exists(paymentKey)\"",
            Overlap.TWO_CHARGES_AT_ONCE,
            "an order from being charged twice (the provider)"),
        inFunction(
            REFUND,
            SANDBOX + "DynamoDbLedger.java",
            "\"#version = :seen\"",
            "\"#version = :seen OR attribute_exists(paymentKey)\"",
            Overlap.TWO_REFUNDS_AT_ONCE,
            "a charge from being refunded twice (the provider)"),
        inFunction(
            REFUND,
            SANDBOX + "SandboxPaymentGateway.java",
            "new Step<>(LedgerEntry.tombstone(key, clock.instant()), () -> VoidResult.VOIDED)",
            "new Step<>(null, () -> VoidResult.VOIDED)",
            Overlap.LATE_CHARGE_AFTER_VOID,
            "a charge from taking effect after its void (the provider)"),
        inFunction(
            CHARGE,
            CHARGING + "Charging.java",
            "PaymentKey.of(key)",
            "new PaymentKey(PaymentKey.of(key).value() + \"#\" + System.nanoTime())",
            Overlap.TWO_CHARGES_AT_ONCE,
            "a repeated charge from being another payment"),
        inFunction(
            REFUND,
            REFUNDING + "Refunding.java",
            "PaymentKey.of(key)",
            "new PaymentKey(PaymentKey.of(key).value() + \"#\" + System.nanoTime())",
            Overlap.UNDO_AFTER_A_CHARGE,
            "another payment than the order's from being voided"),
        inFunction(
            REFUND,
            REFUNDING + "Refunding.java",
            "    return switch (order.status()) {\n      case COMPENSATING ->",
            "    gateway.voidByKey(PaymentKey.of(key));\n"
                + "    return switch (order.status()) {\n      case COMPENSATING ->",
            Overlap.LATE_REFUND_AFTER_SUCCESS,
            "the payment of an order that is not being undone from being refunded"));
  }

  private static List<Guard> goods() {
    return List.of(
        inFunction(
            WAREHOUSE,
            SHIPPING + "DynamoDbShipments.java",
            ".conditionExpression(\"attribute_not_exists(shipmentKey)\")",
            "",
            Overlap.SHIPMENT_AGAIN_AFTER_SUCCESS,
            "a second parcel from leaving (the warehouse)"),
        inFunction(
            WAREHOUSE,
            SHIPPING + "ShipmentBatch.java",
            "failures.add(new BatchItemFailure(message.getMessageId()));",
            "",
            Overlap.SHIPMENT_FAILS,
            "a shipment that could not be decided from being deleted"));
  }

  private static List<Guard> workflow() {
    var every = "attribute_exists(#status) OR ";
    return List.of(
        inWorkflow(
            WORKFLOW,
            "ConditionExpression: \"(#status = :charged AND",
            "ConditionExpression: \"" + every + "(#status = :charged AND",
            Overlap.LATE_CONFIRM,
            "a confirmation from overwriting a row that has moved on"),
        inWorkflow(
            WORKFLOW,
            "ConditionExpression: \"#status = :undoRequested",
            "ConditionExpression: \"" + every + "#status = :undoRequested",
            Overlap.LATE_WAY_BACK_AFTER_SUCCESS,
            "an order that has ended from being taken back to where it was given up"),
        inWorkflow(
            WORKFLOW,
            "ConditionExpression: \"#status IN (:accepted,",
            "ConditionExpression: \"" + every + "#status IN (:accepted,",
            Overlap.LATE_UNDO_AFTER_SUCCESS,
            "an order that is confirmed from being undone: the fence"),
        inWorkflow(
            WORKFLOW,
            "ConditionExpression: \"(#status = :compensating AND",
            "ConditionExpression: \"" + every + "(#status = :compensating AND",
            Overlap.LATE_CLOSE,
            "the end of an undo from overwriting a row that has moved on"),
        inWorkflow(
            WORKFLOW,
            "ConditionExpression: \"attribute_exists(#status) AND NOT #status IN (:parked,",
            "ConditionExpression: \"" + every + "NOT #status IN (:parked,",
            Overlap.LATE_UNDO_AFTER_SUCCESS,
            "an order that has ended from being parked"),
        inWorkflow(
            WORKFLOW,
            "$states.input.orderId & '#OrderConfirmed' %}\"",
            "$states.input.orderId & '#OrderConfirmed' & $states.context.State.EnteredTime %}\"",
            Overlap.PUBLISHED_AGAIN,
            "a confirmation that is published again from being taken for another"),
        inWorkflow(
            WORKFLOW,
            "($closing.status = 'CANCELLED' ? '#OrderCancelled' : '#OrderRejected') %}\"",
            "'#OrderCancelled' & $states.context.State.EnteredTime %}\"",
            Overlap.CANCEL_PUBLISHED_AGAIN,
            "an end that is published again from being taken for another"));
  }

  private static List<Guard> notices() {
    return List.of(
        inFunction(
            NOTIFY,
            NOTIFYING + "DynamoDbCustomerNotifier.java",
            ".conditionExpression(\"attribute_not_exists(deliveries)\")",
            "",
            Overlap.NOTICE_AFTER_A_CRASH,
            "a customer from being notified twice (the notifier)"),
        inFunction(
            NOTIFY,
            NOTIFYING + "Notifying.java",
            "IdempotencyKey.of(OPERATION, event.notificationKey())",
            "IdempotencyKey.of(OPERATION, event.notificationKey(), \"\" + System.nanoTime())",
            Overlap.NOTICE_AGAIN_AFTER_SUCCESS,
            "the notifier from being asked again for what it has done"),
        inFunction(
            NOTIFY,
            RECORDS,
            "\"attribute_not_exists(id) OR expiration < :now\"",
            "\"attribute_not_exists(id) OR attribute_exists(id) OR expiration < :now\"",
            Overlap.NOTICE_AGAIN_AFTER_SUCCESS,
            "a key that was used from being claimed anew"),
        inFunction(
            NOTIFY,
            RECORDS,
            "\"#owner = :owner AND #status = :status AND in_progress_expiration < :now\"",
            "\"attribute_exists(id) OR (#owner = :owner AND #status = :status"
                + " AND in_progress_expiration < :now)\"",
            Overlap.TWO_TAKE_A_LEASE_OVER,
            "two from taking one lease over"),
        inFunction(
            NOTIFY,
            RECORDS,
            "put(next, \"#owner = :owner AND #status = :status\"",
            "put(next, \"attribute_exists(id) OR (#owner = :owner AND #status = :status)\"",
            Overlap.LATE_LOSER_RECORDS,
            "a late loser from overwriting the winner's record"),
        inFunction(
            NOTIFY,
            RECORDS,
            ".conditionExpression(\"#owner = :owner AND #status = :status\")",
            ".conditionExpression(\"attribute_exists(id) OR (#owner = :owner AND #status ="
                + " :status)\")",
            Overlap.LATE_LOSER_GIVES_UP,
            "a late loser from freeing the winner's key"));
  }

  /** What has the form of a guard in the sources and is in neither list. */
  static List<GuardSources.Place> withoutScenario(GuardSources sources) {
    return sources.places().stream()
        .filter(
            place -> {
              var source = sources.read(place.file());
              return all().stream().noneMatch(guard -> guard.holds(place, source))
                  && excused().stream().noneMatch(excused -> excused.holds(place, source));
            })
        .toList();
  }

  /** Guards whose absence no overlap can show to the checker, each with the reason why it stays. */
  static List<Excused> excused() {
    return List.of(
        new Excused(
            FAILURES,
            "\"attribute_exists(\"",
            "without it, a part that DynamoDB has just deleted comes back as an empty one that never"
                + " expires: it costs its storage and nobody reads it"),
        new Excused(
            "template.yaml",
            "FunctionResponseTypes: [ReportBatchItemFailures]",
            "the template rule 'every mapping reports failed items' fails without any of them"),
        new Excused(
            "api/openapi.yaml",
            "&MessageGroupId=",
            "a FIFO queue refuses a message without one; accept-orders refuses one of another order's"),
        new Excused(
            REPLAYING + "SqsOrigin.java",
            ".messageDeduplicationId(attempt.attemptId())",
            "the claim keeps an attempt from being sent twice; this ID keeps the queue from"
                + " swallowing a second attempt within five minutes of the first"),
        new Excused(
            REPLAYING + "StepFunctionsExecutions.java",
            ".name(name)",
            "the claim keeps an attempt from starting twice; the name is how its execution is found"),
        new Excused(
            REPLAYING + "StepFunctionsExecutions.java",
            ".clientToken(token)",
            "the claim keeps an attempt from redriving twice, and an execution that runs cannot be"
                + " redriven"),
        new Excused(
            BREAKERS,
            "\"attribute_not_exists(dependency)\"",
            "without it, two environments open the breaker one after the other and it stays open for"
                + " longer: `DynamoDbBreakerStoreTest` shows it"),
        new Excused(
            BREAKERS,
            "\"#version = :seen\"",
            "without it, several environments probe at once and a late loser reopens what has closed:"
                + " more calls to a provider that is down, `DynamoDbBreakerStoreTest` shows both"));
  }
}

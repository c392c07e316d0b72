package com.example.orders.workflow;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import localcloud.aws.AwsCall;

/** How a call of the workflow goes. */
sealed interface Behaviour {
  /** It works. */
  record Works() implements Behaviour {}

  /** A function throws an exception, or the warehouse answers with a failure. */
  record Throws(String error, String message) implements Behaviour {}

  /** The service answers with an error. */
  record Refuses(int status, String code) implements Behaviour {}

  /** A function answers this instead of what it usually does. */
  record Answers(String payload) implements Behaviour {}

  /** The message is taken and nobody ever answers. */
  record Silent() implements Behaviour {}

  /** The message is taken and answered after so long. */
  record Late(Duration after) implements Behaviour {}

  /** It goes one way until a time and another from then on. */
  record Until(Instant time, Behaviour before, Behaviour then) implements Behaviour {}

  /** The test's own code says at each call how it goes. */
  record Asks(Function<AwsCall, Behaviour> code) implements Behaviour {}

  /** PutEvents answers 200 with a failed entry. */
  record FailsAnEntry() implements Behaviour {}

  Behaviour WORKS = new Works();

  /** What refund-payment answers for an order whose customer cancelled it. */
  Behaviour CLOSES_AS_CANCELLED = closes("CANCELLED", "CUSTOMER_CANCELLED");

  Behaviour SILENT = new Silent();
  Behaviour FAILS_AN_ENTRY = new FailsAnEntry();
  Behaviour UNAVAILABLE = new Refuses(500, "InternalServerError");
  Behaviour CONDITION_FAILED = new Refuses(400, "ConditionalCheckFailedException");
  Behaviour CRASHES = new Throws("java.lang.IllegalStateException", "broken");

  /** What refund-payment answers for an order whose undo had begun for that reason. */
  static Behaviour closesAs(String reason) {
    return closes("REJECTED", reason);
  }

  private static Behaviour closes(String status, String reason) {
    return new Answers(
        "{\"outcome\":\"VOIDED\",\"closing\":{\"status\":\"%s\",\"reason\":\"%s\",\"detail\":\"d\",\"version\":6}}"
            .formatted(status, reason));
  }

  static Behaviour business(String className) {
    return new Throws(className, "a reason without personal data");
  }
}

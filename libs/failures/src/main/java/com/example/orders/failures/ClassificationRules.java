package com.example.orders.failures;

import static com.example.orders.failures.FailureClass.BUSINESS;
import static com.example.orders.failures.FailureClass.POISON;
import static com.example.orders.failures.FailureClass.TRANSIENT;
import static com.example.orders.failures.FailureClass.UNKNOWN;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells the class of a failure from its error and its cause. The first rule that matches decides;
 * what no rule knows is left to an operator, never replayed by itself.
 */
public final class ClassificationRules {
  /** Names that the drain and the sweeper give to what has no error of its own. */
  public static final String UNREADABLE = "UnreadableMessage";

  public static final String RECEIVES_EXHAUSTED = "ReceivesExhausted";
  public static final String ORDER_OVERDUE = "OrderOverdue";

  private static final Classification NO_RULE = new Classification(UNKNOWN, "no-rule");

  private static final List<Rule> RULES =
      List.of(
          rule(
              "unreadable-message",
              POISON,
              UNREADABLE + "|InvalidShipmentRequestException|UnreadableEventException"),
          rule(
              "payload-refused",
              POISON,
              "SerializationException|ValidationException|SizeLimitExceeded|RequestTooLarge"
                  + "|PayloadMismatch"),
          rule(
              "business-refusal",
              BUSINESS,
              "OutOfStock|UnknownSku|CurrencyMismatch|PaymentDeclined|PaymentKeyReused|OrderClosed"
                  + "|CancelRequested|Warehouse\\.Refused|AddressRefused"),
          rule(
              "throttled",
              TRANSIENT,
              "Throttl|TooManyRequests|RequestLimitExceeded|ProvisionedThroughputExceeded"
                  + "|SlowDown|TransactionConflict|THROTTLING|ThroughputExceeded"),
          rule("order-overdue", TRANSIENT, ORDER_OVERDUE),
          rule("receives-exhausted", TRANSIENT, RECEIVES_EXHAUSTED),
          rule(
              "timeout",
              TRANSIENT,
              "States\\.Timeout|HeartbeatTimeout|Timedout|timed out|TimeoutException|TIMED_OUT"
                  + "|ApiCallAttemptTimeout|EventAgeExceeded|TIMEOUT"),
          rule(
              "environment-died",
              TRANSIENT,
              "Runtime\\.(ExitError|OutOfMemory|Unknown)|OutOfMemoryError|Lambda\\.Unknown"),
          rule(
              "service-unavailable",
              TRANSIENT,
              "InternalServerError|InternalError|ServiceUnavailable|InternalFailure"
                  + "|ServiceException|AWSLambdaException|SdkClientException|DynamoDbException"
                  + "|PaymentUnavailable|NotifierBusy|NotificationInProgress|IdempotencyUnavailable"
                  + "|CONNECTION_FAILURE"
                  + "|RESOURCE_UNAVAILABLE|INTERNAL_ERROR"));

  private ClassificationRules() {}

  /** The error decides; only if no rule knows it, its cause does. */
  public static Classification classify(String error, @Nullable String cause) {
    var byError = match(error);
    return byError.equals(NO_RULE) && cause != null ? match(cause) : byError;
  }

  private static Classification match(String text) {
    return RULES.stream()
        .filter(rule -> rule.pattern().matcher(text).find())
        .map(Rule::classification)
        .findFirst()
        .orElse(NO_RULE);
  }

  private static Rule rule(String name, FailureClass failureClass, String pattern) {
    return new Rule(new Classification(failureClass, name), Pattern.compile(pattern));
  }

  private record Rule(Classification classification, Pattern pattern) {}
}

package com.example.orders.failures;

import static com.example.orders.failures.FailureClass.BUSINESS;
import static com.example.orders.failures.FailureClass.POISON;
import static com.example.orders.failures.FailureClass.TRANSIENT;
import static com.example.orders.failures.FailureClass.UNKNOWN;

import com.example.orders.json.OrderJson;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells the class of a failure from the type of its error. The first rule that matches decides;
 * what no rule knows is left to an operator, never replayed by itself. Words are never read: a
 * message or a stack trace may name anything.
 */
public final class ClassificationRules {
  /** Names that the drain and the sweeper give to what has no error of its own. */
  public static final String UNREADABLE = "UnreadableMessage";

  public static final String RECEIVES_EXHAUSTED = "ReceivesExhausted";
  public static final String RETRIES_EXHAUSTED = "RetriesExhausted";
  public static final String ORDER_OVERDUE = "OrderOverdue";

  /** As Step Functions calls the failure of a function that named no error type. */
  public static final String NO_ERROR_TYPE = "Lambda.Unknown";

  /** The Fail state of an order whose undo did not succeed. */
  private static final String PARKED = "Orderly.Parked";

  private static final Classification NO_RULE = new Classification(UNKNOWN, "no-rule");

  /** The provider remembers the key's first use: neither time nor a new execution changes that. */
  private static final Rule KEY_REUSED =
      rule("payment-key-reused", UNKNOWN, "PaymentKeyReusedException");

  /** An undo that failed over something that nobody decided goes on once that is repaired. */
  private static final Rule UNDO_WAITS =
      rule("undo-waits-for-repair", TRANSIENT, "Orderly\\.Parked");

  private static final List<Rule> RULES =
      List.of(
          // Whatever it was: the workflow goes on where it stopped, as often as it is asked to.
          rule("waits-for-repair", TRANSIENT, "Orderly\\.WaitsForRepair"),
          rule(
              "unreadable-message",
              POISON,
              "UnreadableMessage(Exception)?|InvalidShipmentRequestException"
                  + "|UnreadableEventException"),
          rule("row-says-otherwise", POISON, "ContradictedEventException"),
          rule(
              "payload-refused",
              POISON,
              "SerializationException|ValidationException|(\\w*SizeLimitExceeded"
                  + "|Request(Entity)?TooLarge|PayloadMismatch)(Exception)?"),
          rule(
              "business-refusal",
              BUSINESS,
              "(OutOfStock|UnknownSku|CurrencyMismatch|PaymentDeclined"
                  + "|OrderClosed|OrderExpired|CancelRequested|AddressRefused)Exception|Warehouse\\.Refused"),
          rule(
              "throttled",
              TRANSIENT,
              "(\\w*Throttl(ing|ed)|TooManyRequests|RequestLimitExceeded|SlowDown"
                  + "|TransactionConflict|TransactionInProgress"
                  + "|\\w*ThroughputExceeded)(Exception)?|THROTTLING"),
          rule("order-overdue", TRANSIENT, ORDER_OVERDUE),
          rule("receives-exhausted", TRANSIENT, RECEIVES_EXHAUSTED),
          rule("retries-exhausted", TRANSIENT, RETRIES_EXHAUSTED),
          rule(
              "timeout",
              TRANSIENT,
              "States\\.(Heartbeat)?Timeout|Sandbox\\.Timedout|EventAgeExceeded|TIMEOUT"
                  + "|(\\w*Timeout)(Exception)?"),
          rule(
              "environment-died",
              TRANSIENT,
              "Runtime\\.(ExitError|OutOfMemory|Unknown)|OutOfMemoryError|Lambda\\.Unknown"),
          rule(
              "service-unavailable",
              TRANSIENT,
              "(InternalServerError|InternalError|InternalFailure|ServiceUnavailable)(Exception)?"
                  + "|(Internal|Service|AWSLambda|SdkClient|DynamoDb|Sqs|Sfn|EventBridge|Lambda"
                  + "|PaymentUnavailable|PaymentPaused|NotifierBusy|NotificationInProgress"
                  + "|IdempotencyUnavailable)Exception"
                  + "|CONNECTION_FAILURE|RESOURCE_UNAVAILABLE|INTERNAL_ERROR"));

  /** What our workflow writes beside its own errors: the step and the type of its error. */
  private static final Pattern STEP = Pattern.compile("[a-z]+(?: [a-z]+)*: ([\\w.$]+)");

  private static final ObjectMapper JSON = OrderJson.mapper();

  private ClassificationRules() {}

  /**
   * The error decides; only if no rule knows it, the type of error that its cause names does. But
   * what refuses an undo is no mistake of a customer: an operator looks.
   */
  public static Classification classify(String error, @Nullable String cause) {
    var type = typeIn(cause);
    return KEY_REUSED
        .match(type.orElse(error))
        .or(() -> match(error))
        .or(() -> type.flatMap(ClassificationRules::match).map(found -> ofUndo(error, found)))
        .or(() -> type.flatMap(_ -> UNDO_WAITS.match(error)))
        .orElse(NO_RULE);
  }

  private static Classification ofUndo(String error, Classification found) {
    return error.equals(PARKED) && found.failureClass() == BUSINESS ? NO_RULE : found;
  }

  private static Optional<Classification> match(String type) {
    return RULES.stream().flatMap(rule -> rule.match(type).stream()).findFirst();
  }

  /** The step's error, or the errorType of a function (Lambda guide, "Exceptions in Java"). */
  private static Optional<String> typeIn(@Nullable String cause) {
    if (cause == null) {
      return Optional.empty();
    }
    var step = STEP.matcher(cause);
    if (step.matches()) {
      return Optional.of(step.group(1));
    }
    try {
      return Optional.ofNullable(JSON.readTree(cause).path("errorType").textValue());
    } catch (JsonProcessingException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A type may stand in a package or in another type, or have its service before it. */
  private static Rule rule(String name, FailureClass failureClass, String types) {
    return new Rule(
        new Classification(failureClass, name),
        Pattern.compile("(?:[\\w.$]*[.$])?(?:" + types + ")"));
  }

  private record Rule(Classification classification, Pattern pattern) {
    Optional<Classification> match(String type) {
      return pattern.matcher(type).matches() ? Optional.of(classification) : Optional.empty();
    }
  }
}

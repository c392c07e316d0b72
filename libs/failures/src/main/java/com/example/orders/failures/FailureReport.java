package com.example.orders.failures;

import com.example.orders.order.OrderKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A failure as a sink reports it.
 *
 * @param reportId the message or event that reported it; reported twice, it counts once
 * @param origin where it failed and where a replay goes: queue URL, function, bus or execution ARN
 * @param error what failed, as the sink names it
 * @param cause the text beside the error
 * @param attempts how often it was tried before it was given up
 * @param order the order, if one is named
 * @param messageGroup the FIFO group it came in
 * @param payload the original as received, whatever it holds
 */
public record FailureReport(
    FailureId id,
    String reportId,
    FailureSource source,
    String origin,
    String error,
    @Nullable String cause,
    int attempts,
    @Nullable OrderKey order,
    @Nullable String messageGroup,
    String payload,
    Instant at) {

  /** The same whoever reports it: the event on the execution's end, or who looked it up. */
  public static String idOfExecution(String arn, String status, int redrives) {
    return arn + "#" + status + "#" + redrives;
  }

  /** What to call the error of an execution that ended without an error name. */
  public static String errorOfExecution(String status) {
    return status.equals("TIMED_OUT") ? "States.Timeout" : "Execution." + status;
  }

  /** Keeps the payload out of any message that is put together from the record. */
  @Override
  public String toString() {
    return "FailureReport[" + id + ", " + source + ", " + error + "]";
  }
}

package localcloud.observe;

import localcloud.dynamodb.Capacity;

/**
 * How often one caller called one operation, and what DynamoDB charges for it.
 *
 * @param errors how many of the calls were answered by an error
 * @param billed how many requests of SQS, or events, AWS bills for the calls; of other services as
 *     many as there were
 * @param empty how many of them received no message
 * @param readUnits read capacity or request units
 * @param writeUnits write capacity or request units, indexes and failed conditions included
 */
public record CallCount(
    String principal,
    String service,
    String operation,
    long calls,
    long errors,
    long billed,
    long empty,
    double readUnits,
    double writeUnits) {

  /** No call yet. */
  static CallCount none(String principal, String service, String operation) {
    return new CallCount(principal, service, operation, 0, 0, 0, 0, 0, 0);
  }

  /** So many of what is billed by the piece and comes in no call. */
  CallCount plus(long times) {
    return new CallCount(
        principal,
        service,
        operation,
        calls + times,
        errors,
        billed + times,
        empty,
        readUnits,
        writeUnits);
  }

  CallCount plus(boolean error, BilledUnits units, Capacity capacity) {
    return new CallCount(
        principal,
        service,
        operation,
        calls + 1,
        errors + (error ? 1 : 0),
        billed + units.billed(),
        empty + (units.empty() ? 1 : 0),
        readUnits + capacity.readUnits(),
        writeUnits + capacity.writeUnits());
  }
}

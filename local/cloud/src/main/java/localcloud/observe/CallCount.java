package localcloud.observe;

import localcloud.dynamodb.Capacity;

/**
 * How often one caller called one operation, and what DynamoDB charges for it.
 *
 * @param errors how many of the calls were answered by an error
 * @param readUnits read capacity or request units
 * @param writeUnits write capacity or request units, indexes and failed conditions included
 */
public record CallCount(
    String principal,
    String service,
    String operation,
    long calls,
    long errors,
    double readUnits,
    double writeUnits) {

  /** Both together, of the same operation by the same caller. */
  CallCount plus(CallCount other) {
    return new CallCount(
        principal,
        service,
        operation,
        calls + other.calls,
        errors + other.errors,
        readUnits + other.readUnits,
        writeUnits + other.writeUnits);
  }

  CallCount plus(boolean error, Capacity capacity) {
    return new CallCount(
        principal,
        service,
        operation,
        calls + 1,
        errors + (error ? 1 : 0),
        readUnits + capacity.readUnits(),
        writeUnits + capacity.writeUnits());
  }
}

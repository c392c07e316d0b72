package localcloud.dynamodb;

/** What DynamoDB charges for one call. */
public record Capacity(double readUnits, double writeUnits) {
  public static final Capacity NONE = new Capacity(0, 0);

  static Capacity reads(double units) {
    return new Capacity(units, 0);
  }

  static Capacity writes(double units) {
    return new Capacity(0, units);
  }
}

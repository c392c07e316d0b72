package com.example.orders.order;

/** An amount in minor units (cents); arithmetic that would overflow fails instead of wrapping. */
public record Money(long minorUnits, String currency) {

  public static Money zero(String currency) {
    return new Money(0, currency);
  }

  public Money plus(Money other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException(currency + " and " + other.currency + " do not add up");
    }
    return new Money(Math.addExact(minorUnits, other.minorUnits), currency);
  }

  public Money times(int quantity) {
    return new Money(Math.multiplyExact(minorUnits, quantity), currency);
  }
}

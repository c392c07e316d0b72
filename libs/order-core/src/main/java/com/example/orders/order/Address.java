package com.example.orders.order;

/** Where the goods go. Personal data: never in a log line or an execution's history. */
public record Address(String name, String street, String city, String postalCode, String country) {

  /** Keeps the fields out of any message that is put together from the record. */
  @Override
  public String toString() {
    return "Address[…]";
  }
}

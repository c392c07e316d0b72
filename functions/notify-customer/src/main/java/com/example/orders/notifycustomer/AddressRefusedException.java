package com.example.orders.notifycustomer;

/** Nobody can be reached there, and trying again will not change it. */
public final class AddressRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AddressRefusedException() {
    super("The address is refused for good");
  }
}

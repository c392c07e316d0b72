package com.example.orders.live;

/** API Gateway's name of one connection. */
public record ConnectionId(String value) {

  public ConnectionId {
    if (!value.matches("[A-Za-z0-9_=-]{1,128}")) {
      throw new IllegalArgumentException("No ID of a connection");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}

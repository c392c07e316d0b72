package com.example.orders.local.stepfunctions;

/** A definition that AWS would refuse: the message names the fault and the place. */
final class InvalidDefinition extends RuntimeException {
  InvalidDefinition(String fault, String path) {
    super(path.isEmpty() ? fault : fault + " at " + path);
  }
}

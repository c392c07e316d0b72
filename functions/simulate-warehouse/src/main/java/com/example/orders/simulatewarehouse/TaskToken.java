package com.example.orders.simulatewarehouse;

import com.fasterxml.jackson.annotation.JsonCreator;

/** Lets its bearer answer a waiting workflow step. A secret: it is neither stored nor shown. */
record TaskToken(String value) {
  /** Step Functions' own limit (API reference, SendTaskSuccess). */
  private static final int LONGEST = 2048;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  TaskToken {
    if (value.isBlank() || value.length() > LONGEST) {
      throw new IllegalArgumentException("A task token has 1 to " + LONGEST + " characters");
    }
  }

  @Override
  public String toString() {
    return "TaskToken[***]";
  }
}

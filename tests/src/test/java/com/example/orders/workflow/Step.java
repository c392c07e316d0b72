package com.example.orders.workflow;

import localcloud.aws.AwsCall;

/** The calls that the workflow makes to the outside, distinguished by what they ask for. */
enum Step {
  RESERVE("reserve-inventory"),
  RELEASE("release-inventory"),
  CHARGE("charge-payment"),
  REFUND("refund-payment"),
  SHIP("\\\"type\\\":\\\"SHIP"),
  CANCEL_SHIPMENT("\\\"type\\\":\\\"CANCEL\\\""),
  CONFIRM("#status = :confirmed"),
  FENCE("#status = :compensating,"),
  CLOSE("#status = :closed"),
  PARK("#status = :parked"),
  RESUME("SET #status = :charged,"),
  PUBLISH_CONFIRMED("\"OrderConfirmed\""),
  PUBLISH_CLOSED("\\\"reason\\\"");

  private final String mark;

  Step(String mark) {
    this.mark = mark;
  }

  boolean isLambda() {
    return ordinal() <= REFUND.ordinal();
  }

  static Step of(AwsCall call) {
    for (var step : values()) {
      var text = step.isLambda() ? call.path() : call.text();
      if (text.contains(step.mark)) {
        return step;
      }
    }
    throw new AssertionError(
        "The workflow made a call that no test knows: " + call.path() + " " + call.text());
  }
}

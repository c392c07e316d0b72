package com.example.orders.proof;

/** What must hold once nothing is in flight, whatever went wrong before. */
enum Invariant {
  I1("one row and one effect of each kind for each accepted order, and none for any other"),
  I2("at most one charge for an order, counted by the payment provider"),
  I3("an order that did not happen keeps neither money, nor stock, nor goods"),
  I4("what was accepted has ended, or is in the inbox"),
  I5("the status only moves along the allowed transitions, and an end stays the end"),
  I6("no later effect without the earlier one"),
  I7("stock and money add up"),
  I8("no customer sees or touches another one's order"),
  I9("what is parked or failed is listed, and replaying it brings it to its end"),
  I10("a dependency that answers again is called again"),
  I11("each event is as the schema of its type and version says"),
  I12("nothing of a test order leaves, and only what was sent as one is one");

  private final String rule;

  Invariant(String rule) {
    this.rule = rule;
  }

  String rule() {
    return rule;
  }
}

package com.example.orders.lambda;

/** A request has no JSON object where it should have one. */
public final class NoJsonObjectException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong with it. */
  public enum Flaw {
    MEDIA_TYPE,
    /** It cannot be read, or names something twice. */
    SYNTAX,
    /** It is a list, a text or nothing at all. */
    OTHER_VALUE
  }

  private final Flaw flaw;

  NoJsonObjectException(Flaw flaw) {
    super(flaw.name());
    this.flaw = flaw;
  }

  public Flaw flaw() {
    return flaw;
  }
}

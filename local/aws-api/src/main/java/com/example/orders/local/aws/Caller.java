package com.example.orders.local.aws;

import java.util.function.Supplier;

/**
 * Who makes a call, beyond the role in whose name it is made.
 *
 * @param resource the stack's resource: its ARN, {@code Ref} or logical ID; empty if not known
 * @param work what the caller is busy with: a function's current event, an execution's name and
 *     input, an event on its way to a target; empty if not known
 * @param environment the execution environment whose code makes the call; empty if none does
 */
public record Caller(String resource, Supplier<String> work, String environment) {
  /** Someone from outside of the stack. */
  public static final Caller UNKNOWN = new Caller("", () -> "", "");

  /** A resource that calls in the course of its own work, not by a function's code. */
  public static Caller of(String resource, Supplier<String> work) {
    return new Caller(resource, work, "");
  }
}

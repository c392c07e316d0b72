package com.example.orders.cli;

import org.jspecify.annotations.Nullable;

/** A command cannot go on, for a reason that its user understands. */
public final class CommandException extends RuntimeException {
  private final boolean usage;

  public CommandException(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.usage = false;
  }

  private CommandException(String message, boolean usage) {
    super(message);
    this.usage = usage;
  }

  /** The command was typed wrongly. */
  public static CommandException usage(String message) {
    return new CommandException(message, true);
  }

  /** 2 for a wrong command as most tools have it, 1 for one that failed. */
  public int exitCode() {
    return usage ? 2 : 1;
  }
}

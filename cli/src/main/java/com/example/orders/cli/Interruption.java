package com.example.orders.cli;

import java.util.logging.LogManager;

/**
 * Ctrl-C, or whatever else tells a command to end: the cloud closes under those who still work with
 * it, and what they have to say of that is no news to its user.
 */
final class Interruption {
  private Interruption() {}

  /** From now on the cloud is closed when the JVM ends, without a word. */
  static void closes(AutoCloseable cloud) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(cloud), "stop-the-cloud"));
  }

  private static void end(AutoCloseable cloud) {
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {});
    LogManager.getLogManager().reset();
    try {
      cloud.close();
    } catch (Exception e) {
      System.err.println("The local cloud did not close well: " + e);
    }
  }
}

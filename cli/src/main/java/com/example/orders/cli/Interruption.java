package com.example.orders.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;

/**
 * Ctrl-C, or whatever else tells a command to end: the cloud closes under those who still work with
 * it, and what they have to say of that is no news to its user. A terminal tells the cloud's child
 * processes as well, so a failure may come before the word to end does.
 */
final class Interruption {
  private static final int WORD_COMES_WITHIN_SECONDS = 2;

  private static final CountDownLatch ENDING = new CountDownLatch(1);

  private Interruption() {}

  /** From now on the cloud is closed when the JVM ends, without a word. */
  static void closes(AutoCloseable cloud) {
    Thread.setDefaultUncaughtExceptionHandler(Interruption::fail);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(cloud), "stop-the-cloud"));
  }

  private static void fail(Thread thread, Throwable thrown) {
    try {
      if (!ENDING.await(WORD_COMES_WITHIN_SECONDS, TimeUnit.SECONDS)) {
        Thread.setDefaultUncaughtExceptionHandler(null);
        thread.getThreadGroup().uncaughtException(thread, thrown);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.getName().equals("main")) {
      System.exit(1);
    }
  }

  private static void end(AutoCloseable cloud) {
    ENDING.countDown();
    LogManager.getLogManager().reset();
    try {
      cloud.close();
    } catch (Exception e) {
      System.err.println("The local cloud did not close well: " + e);
    }
  }
}

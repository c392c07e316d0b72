package com.example.orders.lambda;

import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.crac.Core;

/** Snapshots of an initialized environment, from which Lambda starts others (SnapStart). */
public final class Snapshots {
  private static final String ON_DEMAND = "on-demand";

  /** Random numbers that are skipped at most: less than a millisecond of them. */
  private static final int SKIPPED = 1 << 16;

  private Snapshots() {}

  /** Lambda guide, "Defined runtime environment variables". */
  private static String initializationType() {
    return Environment.textOr("AWS_LAMBDA_INITIALIZATION_TYPE", ON_DEMAND);
  }

  /** Whether this environment is made before an event needs it, and has the time to be primed. */
  static boolean isPrimed() {
    return !initializationType().equals(ON_DEMAND);
  }

  /**
   * Has the function primed before its snapshot, or now if its environment is kept. Of one that is
   * made for an event, and in the handler that is primed, it does nothing.
   */
  public static void register(Primed function) {
    register(function, initializationType());
  }

  static void register(Primed function, String initializationType) {
    if (Priming.isRunning()) {
      return;
    }
    switch (initializationType) {
      case "snap-start" -> Core.getGlobalContext().register(function);
      case "provisioned-concurrency" -> Priming.tryToRun(function);
      default -> {} // somebody waits
    }
  }

  /**
   * Sets the copies of one snapshot apart. {@link SecureRandom} Lambda sees to; the generator of a
   * thread, of which the SDK draws its pauses between retries, cannot be seeded but moved on.
   */
  static void scatter() {
    scatter(ThreadLocalRandom.current(), new SecureRandom());
  }

  static void scatter(RandomGenerator copied, RandomGenerator unique) {
    for (int skipped = unique.nextInt(SKIPPED); skipped > 0; skipped--) {
      copied.nextInt();
    }
  }
}

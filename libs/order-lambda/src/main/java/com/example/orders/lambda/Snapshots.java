package com.example.orders.lambda;

import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.crac.Core;

/** Snapshots of an initialized environment, from which Lambda starts others (SnapStart). */
public final class Snapshots {
  /** Random numbers that are skipped at most: less than a millisecond of them. */
  private static final int SKIPPED = 1 << 16;

  private Snapshots() {}

  /** Lambda guide, "Defined runtime environment variables". */
  static boolean areTaken() {
    return areTaken(Environment.textOr("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"));
  }

  static boolean areTaken(String initializationType) {
    return initializationType.equals("snap-start");
  }

  /**
   * Has the function primed before its snapshot. Where none is taken, and in the handler that is
   * primed, it does nothing.
   */
  public static void register(Primed function) {
    if (areTaken() && !Priming.isRunning()) {
      Core.getGlobalContext().register(function);
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

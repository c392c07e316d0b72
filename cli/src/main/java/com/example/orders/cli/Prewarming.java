package com.example.orders.cli;

import java.util.Set;
import localcloud.cloud.LocalCloud;

/** Starts what orders meet on their way before the first one comes. */
public final class Prewarming {
  /** Each would be a JVM that nobody calls. */
  private static final Set<String> BESIDE_THE_WAY =
      Set.of("ListOrdersFunction", "OperateFailuresFunction", "CheckSettingsFunction");

  private Prewarming() {}

  public static void forOrders(LocalCloud cloud) {
    cloud.prewarmBut(BESIDE_THE_WAY);
  }
}

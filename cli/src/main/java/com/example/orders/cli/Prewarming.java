package com.example.orders.cli;

import java.util.HashSet;
import java.util.Set;
import localcloud.cloud.LocalCloud;

/** Starts what orders meet on their way before the first one comes. */
public final class Prewarming {
  /** Each would be a JVM that nobody calls. */
  private static final Set<String> BESIDE_THE_WAY =
      Set.of("ListOrdersFunction", "OperateFailuresFunction", "CheckSettingsFunction");

  private Prewarming() {}

  /** Also without the extensions' functions: no order waits for them. */
  public static void forOrders(LocalCloud cloud) {
    var idle = new HashSet<>(BESIDE_THE_WAY);
    for (var resource : cloud.resources()) {
      var ofAnExtension = resource.logicalId().contains("/");
      if (ofAnExtension && resource.type().equals("AWS::Lambda::Function")) {
        idle.add(resource.logicalId());
      }
    }
    cloud.prewarmBut(idle);
  }
}

package com.example.orders.cli;

import java.util.List;
import java.util.Set;
import localcloud.cloud.LocalCloud;
import localcloud.sam.StackResource;

/** Starts what orders meet on their way before the first one comes. */
public final class Prewarming {
  /** In the order in which an order needs them. */
  static final List<String> ON_THE_WAY =
      List.of(
          "AcceptOrdersFunction",
          "ReserveInventoryFunction",
          "ChargePaymentFunction",
          "SimulateWarehouseFunction",
          "NotifyCustomerFunction");

  /** Each would be a JVM that nobody calls. */
  private static final Set<String> BESIDE_THE_WAY =
      Set.of("ListOrdersFunction", "OperateFailuresFunction", "CheckSettingsFunction");

  private Prewarming() {}

  /** First what every order needs; without the extensions' functions: no order waits for them. */
  public static void forOrders(LocalCloud cloud) {
    var functions =
        cloud.resources().stream()
            .filter(resource -> resource.type().equals("AWS::Lambda::Function"))
            .map(StackResource::logicalId)
            .filter(id -> !id.contains("/"))
            .toList();
    cloud.prewarm(
        ON_THE_WAY.stream().filter(functions::contains).toList(),
        functions.stream()
            .filter(id -> !ON_THE_WAY.contains(id) && !BESIDE_THE_WAY.contains(id))
            .toList());
  }
}

package com.example.orders.proof;

import com.example.orders.cli.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import localcloud.cloud.Pace;

/** The application as it is, but for a silent warehouse being given up after seconds. */
final class SweptApplication {
  /** A lost message comes back in 20 seconds instead of 60: longer than any consumer may run. */
  static final Pace PACE = Pace.ofRetries(0.1).withVisibility(1.0 / 3);

  private static final List<String> FILES =
      List.of("template.yaml", "api/openapi.yaml", "statemachines/order-workflow.asl.yaml");

  private SweptApplication() {}

  /** The template of a copy with shorter heartbeats, in the given folder. */
  static Path template(String folder) throws IOException {
    var root = Project.find().root();
    var copy = root.resolve("tests/target").resolve(folder);
    for (var name : FILES) {
      var text = Files.readString(root.resolve(name));
      var file = copy.resolve(name);
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.writeString(file, text.replace("HeartbeatSeconds: 3600", "HeartbeatSeconds: 20"));
    }
    return copy.resolve("template.yaml");
  }

  /** The usual catalogue and what the warehouse mislays. */
  static Catalogue catalogue(int orders) {
    var silent = new Catalogue.Product(SweptPath.SILENT_SKU, 1500, 1000L + orders);
    return new Catalogue(
        Stream.concat(Catalogue.forOrders(orders).products().stream(), Stream.of(silent)).toList());
  }
}

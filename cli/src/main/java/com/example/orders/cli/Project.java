package com.example.orders.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that a command runs in, wherever in it the command was started. */
public record Project(Path root) {

  /** Walks up from the working directory to the folder that holds {@code mvnw}. */
  public static Project find() {
    var start = Path.of("").toAbsolutePath();
    for (var folder = start; folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("mvnw"))) {
        return new Project(folder);
      }
    }
    throw new IllegalStateException("No mvnw in " + start + " or above it");
  }

  public Path template() {
    return root.resolve("template.yaml");
  }

  /** One folder a function, named by its logical ID, as {@code make build} lays them out. */
  public Path artifacts() {
    return root.resolve("target/functions");
  }

  public Path sampleOrders() {
    return root.resolve("events/orders");
  }

  public Path products() {
    return root.resolve("events/products.json");
  }

  /** What an operator's flags begin with. */
  public Path flags() {
    return root.resolve("settings/flags.json");
  }

  public Path demoReport() {
    return root.resolve("target/demo-report.json");
  }
}

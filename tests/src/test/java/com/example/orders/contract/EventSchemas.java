package com.example.orders.contract;

import com.example.orders.cli.Project;
import com.example.orders.testing.EventContract;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of the contract: schemas, what was released of them, samples. */
public final class EventSchemas {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final Path ROOT = Project.find().root();

  private EventSchemas() {}

  /** One for each type and version, of the core and of extensions. */
  public static List<Path> all() {
    return EventContract.schemas(ROOT);
  }

  /** As it was last released; it may not be there yet. */
  public static Path released(Path schema) {
    return schema.resolveSibling("released").resolve(schema.getFileName());
  }

  /** Events of one type and version, as they were once published. */
  public static List<Path> samples(Path schema) {
    var name = schema.getFileName().toString().replace(".json", "");
    return files(schema.resolveSibling("samples").resolve(name));
  }

  static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static JsonNode read(Path json) {
    try {
      return JSON.readTree(Files.readAllBytes(json));
    } catch (IOException e) {
      throw new UncheckedIOException(json.toString(), e);
    }
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

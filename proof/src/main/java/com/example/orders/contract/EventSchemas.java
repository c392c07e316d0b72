package com.example.orders.contract;

import static java.util.Objects.requireNonNull;

import com.example.orders.cli.Extensions;
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

  /** The AsyncAPI documents of the core and of the extensions that are there. */
  public static Stream<Path> documents() {
    return Stream.concat(
        Stream.of(AsyncApi.ofCore()),
        Extensions.of(new Project(ROOT)).names().stream().map(AsyncApi::of).filter(Files::exists));
  }

  /** As it was last released; it may not be there yet. */
  public static Path released(Path schema) {
    return schema.resolveSibling("released").resolve(name(schema));
  }

  /** Events of one type and version, as they were once published. */
  public static List<Path> samples(Path schema) {
    return files(schema.resolveSibling("samples").resolve(name(schema).replace(".json", "")));
  }

  private static String name(Path file) {
    return requireNonNull(file.getFileName()).toString();
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

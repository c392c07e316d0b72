package com.example.orders.documentation;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** The tests that a page may name. */
final class TestSources {
  private TestSources() {}

  /** The text of each test in these folders, by its class's simple name. */
  static Map<String, String> in(Path root, String... folders) {
    try (var files = Stream.of(folders).flatMap(folder -> walk(root.resolve(folder)))) {
      return files
          .filter(file -> file.toString().matches(".*/src/test/.*(Test|IT)\\.java"))
          .collect(
              toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  TestSources::read,
                  (one, other) -> one + other));
    }
  }

  private static Stream<Path> walk(Path folder) {
    try {
      return Files.walk(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A page or a test. */
  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

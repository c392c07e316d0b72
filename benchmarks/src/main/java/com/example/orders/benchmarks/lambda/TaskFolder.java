package com.example.orders.benchmarks.lambda;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A function's code as Lambda lays it out: class files and {@code lib/*.jar}. */
record TaskFolder(Path path) {

  static TaskFolder of(List<Path> code, Path parent) throws IOException {
    var folder = Files.createTempDirectory(parent, "task-");
    for (var part : code) {
      try (var entries = Files.list(part)) {
        for (var entry : entries.toList()) {
          Files.createSymbolicLink(folder.resolve(entry.getFileName()), entry.toRealPath());
        }
      }
    }
    return new TaskFolder(folder);
  }

  /** The bytes of the zip file that is deployed. */
  long zipBytes() throws IOException {
    var zip = Files.createTempFile(path.getParent(), "function", ".zip");
    try (var out = new ZipOutputStream(Files.newOutputStream(zip));
        var files = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(path.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
    return Files.size(zip);
  }
}

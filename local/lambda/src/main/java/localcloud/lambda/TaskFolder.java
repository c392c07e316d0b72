package localcloud.lambda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Lays out a function's code as Lambda does: one folder with class files and {@code lib/*.jar}. */
final class TaskFolder {
  private TaskFolder() {}

  /** A single folder is used as it is; several parts are joined by links below {@code parent}. */
  static Path of(List<Path> code, Path parent) throws IOException {
    for (var part : code) {
      if (!Files.exists(part)) {
        throw new IllegalArgumentException("No such code: " + part + ". Is it built?");
      }
    }
    if (code.size() == 1 && Files.isDirectory(code.getFirst())) {
      return code.getFirst().toRealPath();
    }
    var folder = Files.createTempDirectory(parent, "task-");
    for (var part : code) {
      if (Files.isDirectory(part)) {
        link(part.toRealPath(), folder);
      } else {
        var lib = Files.createDirectories(folder.resolve("lib"));
        Files.createSymbolicLink(lib.resolve(part.getFileName()), part.toRealPath());
      }
    }
    return folder;
  }

  private static void link(Path from, Path to) throws IOException {
    try (var entries = Files.list(from)) {
      for (var entry : entries.toList()) {
        var target = to.resolve(entry.getFileName());
        if (Files.isDirectory(entry)) {
          link(entry, Files.createDirectories(target));
        } else if (!Files.exists(target)) {
          Files.createSymbolicLink(target, entry);
        }
      }
    }
  }
}

package com.example.orders.howto;

import com.example.orders.cli.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A worked example's patch, beside its page in {@code docs/howto}. */
record Patch(String name) {
  private static final Path FOLDER = Project.find().root().resolve("docs/howto");
  private static final Pattern FILE = Pattern.compile("(?m)^diff --git a/(\\S+) b/\\1\\n(new)?");

  /** One file that the patch touches. */
  record Touched(String path, boolean isNew) {
    /** Deployed or built into what is deployed; what a test or a sample holds is not. */
    boolean isProduction() {
      return !path.contains("/src/test/")
          && !path.startsWith("tests/")
          && !path.startsWith("libs/order-testing/")
          && !path.startsWith("events/")
          && !path.startsWith("docs/")
          && !path.endsWith(".md");
    }
  }

  Path file() {
    return FOLDER.resolve(name + ".patch");
  }

  String page() {
    return read(FOLDER.resolve(name + ".md"));
  }

  List<Touched> touched() {
    return FILE.matcher(read(file()))
        .results()
        .map(found -> new Touched(found.group(1), found.group(2) != null))
        .toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

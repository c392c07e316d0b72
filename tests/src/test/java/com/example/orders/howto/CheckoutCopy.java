package com.example.orders.howto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A copy of the checkout as it stands, with what has been compiled, so that a build in it compiles
 * again only what was changed and what depends on it.
 */
final class CheckoutCopy {
  private static final Path ROOT = Project.find().root();
  private static final long MINUTES = 5;

  private final Path folder;

  private CheckoutCopy(Path folder) {
    this.folder = folder;
  }

  static CheckoutCopy into(Path folder) throws IOException {
    for (var file : run(ROOT, "git", "ls-files", "-co", "--exclude-standard").split("\n")) {
      copy(ROOT.resolve(file), folder.resolve(file));
    }
    for (var pom :
        run(ROOT, "git", "ls-files", "libs/*pom.xml", "functions/*pom.xml", "local/*pom.xml")
            .split("\n")) {
      var module = Path.of(pom).getParent();
      copyTree(module.resolve("target/classes"), folder);
      copyTree(module.resolve("target/maven-status"), folder);
    }
    return new CheckoutCopy(folder);
  }

  Project project() {
    return new Project(folder);
  }

  void apply(Patch patch) {
    // Without context if need be: in a renamed clone the imports are in another order.
    run(folder, "git", "apply", "-C0", patch.file().toString());
  }

  /** Every function of the copy, as {@code make build} lays them out. */
  void buildFunctions() throws IOException {
    var command = new ArrayList<>(List.of("make", "-s"));
    try (var functions = Files.list(folder.resolve("functions"))) {
      functions
          .filter(function -> Files.exists(function.resolve("pom.xml")))
          .map(function -> "target/functions/" + logicalId(function.getFileName().toString()))
          .sorted()
          .forEach(command::add);
    }
    run(folder, command.toArray(String[]::new));
  }

  private static String logicalId(String module) {
    var id = new StringBuilder();
    for (var word : module.split("-")) {
      id.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    return id + "Function";
  }

  private static void copyTree(Path tree, Path to) throws IOException {
    if (!Files.isDirectory(ROOT.resolve(tree))) {
      return;
    }
    try (var files = Files.walk(ROOT.resolve(tree))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var target = to.resolve(ROOT.relativize(file));
        copy(file, target);
        if (file.toString().endsWith(".lst")) {
          moveList(target, to);
        }
      }
    }
  }

  /** The compiler plugin lists its sources with their folder: moved, they would all be new. */
  private static void moveList(Path list, Path to) throws IOException {
    var time = Files.getLastModifiedTime(list);
    Files.writeString(list, Files.readString(list).replace(ROOT + "/", to + "/"));
    Files.setLastModifiedTime(list, time);
  }

  private static void copy(Path from, Path to) {
    try {
      if (Files.isRegularFile(from)) {
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String run(Path folder, String... command) {
    try {
      var builder =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
      builder
          .environment()
          .keySet()
          .removeIf(name -> name.equals("MAKEFLAGS") || name.equals("MAKELEVEL"));
      var process = builder.start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as("%s: %s", String.join(" ", command), output).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

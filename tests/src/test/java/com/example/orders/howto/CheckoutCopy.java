package com.example.orders.howto;

import com.example.orders.cli.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A copy of the checkout as it stands. With what has been compiled a build in it compiles again
 * only what was changed and what depends on it.
 */
public final class CheckoutCopy {
  private static final Path ROOT = Project.find().root();
  private static final List<String> COMPILED =
      List.of("classes", "test-classes", "generated-sources", "maven-archiver", "maven-status");

  private final Path folder;

  private CheckoutCopy(Path folder) {
    this.folder = folder;
  }

  /** The sources as they stand. */
  public static CheckoutCopy into(Path folder) throws IOException {
    for (var file :
        TypedCommand.run(ROOT, "git", "ls-files", "-co", "--exclude-standard").split("\n")) {
      copy(ROOT.resolve(file), folder.resolve(file));
    }
    return new CheckoutCopy(folder);
  }

  /** What was compiled of the modules below these folders, beside their sources. */
  public CheckoutCopy withBuilt(String... parents) throws IOException {
    for (var parent : parents) {
      for (var pom : TypedCommand.run(ROOT, "git", "ls-files", parent + "/*pom.xml").split("\n")) {
        copyBuilt(Path.of(pom).resolveSibling("target"));
      }
    }
    return this;
  }

  /** With the jar and what made it: a jar that is new has all that depend on it compiled anew. */
  private void copyBuilt(Path target) throws IOException {
    for (var name : COMPILED) {
      copyTree(target.resolve(name), folder);
    }
    if (Files.isDirectory(ROOT.resolve(target))) {
      try (var jars = Files.newDirectoryStream(ROOT.resolve(target), "*.jar")) {
        jars.forEach(jar -> copy(jar, folder.resolve(ROOT.relativize(jar))));
      }
    }
  }

  /** An empty list of extensions: a build of the functions has the core's only. */
  CheckoutCopy withoutExtensions() throws IOException {
    var list = folder.resolve("extensions/pom.xml");
    Files.writeString(list, Files.readString(list).replaceAll("<module>.*</module>", ""));
    return this;
  }

  Project project() {
    return new Project(folder);
  }

  void apply(Patch patch) {
    // Without context if need be: in a renamed clone the imports are in another order.
    TypedCommand.run(folder, "git", "apply", "-C0", patch.file().toString());
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
    TypedCommand.run(folder, command.toArray(String[]::new));
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
}

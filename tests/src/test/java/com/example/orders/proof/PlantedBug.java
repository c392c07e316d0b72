package com.example.orders.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * A mistake in one file of the application.
 *
 * @param file the source, or the state machine's definition
 * @param right what is there, exactly once
 * @param wrong what the mistake makes of it
 * @param functions whose code it is in; empty for the state machine
 */
record PlantedBug(String name, String file, String right, String wrong, List<String> functions) {

  @Override
  public String toString() {
    return name;
  }

  /** A copy of the application with the mistake in it: its template and its built functions. */
  record Application(Path template, Path artifacts) {}

  /** Makes the copy below {@code target}; nothing of the project itself is touched. */
  Application plantIn(Path project) {
    return plantIn(project, List.of(this));
  }

  /** Makes one copy with all of these mistakes in it. */
  static Application plantIn(Path project, List<PlantedBug> bugs) {
    var folder = project.resolve("target/planted").resolve(bugs.getFirst().name.replace(' ', '-'));
    try {
      delete(folder);
      Files.createDirectories(folder);
      Files.copy(project.resolve("template.yaml"), folder.resolve("template.yaml"));
      for (var part : List.of("api", "statemachines")) {
        copy(project.resolve(part), folder.resolve(part));
      }
      var artifacts = Files.createDirectory(folder.resolve("functions"));
      linkFunctions(
          project.resolve("target/functions"),
          artifacts,
          bugs.stream().flatMap(bug -> bug.functions.stream()).collect(Collectors.toSet()));
      for (var bug : bugs) {
        bug.plantInCopy(project, folder, artifacts);
      }
      return new Application(folder.resolve("template.yaml"), artifacts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void plantInCopy(Path project, Path folder, Path artifacts) throws IOException {
    var changed = folder.resolve("changed").resolve(Path.of(file).getFileName());
    Files.createDirectories(changed.getParent());
    Files.writeString(changed, withMistake(project));
    if (functions.isEmpty()) {
      Files.copy(changed, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    functions.forEach(function -> compile(changed, artifacts.resolve(function)));
  }

  /**
   * Copies one built function and puts the compiled mistake into the copy.
   *
   * @param changed an empty folder for the changed source
   */
  void plantInFunction(Path project, Path built, Path copy, Path changed) {
    try {
      copy(built, copy);
      var source = Files.createDirectories(changed).resolve(Path.of(file).getFileName());
      Files.writeString(source, withMistake(project));
      compile(source, copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file with the mistake in it. */
  String withMistake(Path project) throws IOException {
    var source = Files.readString(project.resolve(file));
    assertThat(source.split(Pattern.quote(right), -1))
        .as("%s holds once, for the mistake '%s' to be planted: %s", file, name, right)
        .hasSize(2);
    return source.replace(right, wrong);
  }

  /** Every function is the project's own, but those with the mistake get a folder of their own. */
  private static void linkFunctions(Path built, Path artifacts, Set<String> changed)
      throws IOException {
    try (Stream<Path> folders = Files.list(built)) {
      for (var folder : folders.filter(Files::isDirectory).toList()) {
        var name = folder.getFileName().toString();
        if (changed.contains(name)) {
          copy(folder, artifacts.resolve(name));
        } else {
          Files.createSymbolicLink(artifacts.resolve(name), folder.toAbsolutePath());
        }
      }
    }
    assertThat(changed).allMatch(function -> Files.isDirectory(artifacts.resolve(function)));
  }

  /**
   * Puts the compiled mistake to where the class was: among the function's own, or in a library.
   */
  private void compile(Path source, Path function) {
    try {
      var classes = Files.createTempDirectory(source.getParent(), "classes");
      compile(source, function, classes);
      var library = library(function);
      if (library == null) {
        replace(classes, function);
      } else {
        try (var jar = FileSystems.newFileSystem(library)) {
          replace(classes, jar.getPath("/"));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The function's own copy of the jar that the source is in; null for the function's classes. */
  private Path library(Path function) throws IOException {
    var parts = Path.of(file);
    if (!parts.startsWith("libs")) {
      return null;
    }
    try (var jars = Files.list(function.resolve("lib"))) {
      var built =
          jars.filter(jar -> jar.getFileName().toString().startsWith(parts.getName(1) + "-1"))
              .findFirst()
              .orElseThrow();
      var own = built.resolveSibling("own.jar");
      Files.copy(built.toRealPath(), own);
      Files.delete(built);
      return Files.move(own, built);
    }
  }

  private static void replace(Path classes, Path in) throws IOException {
    try (var files = Files.walk(classes)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var place = in.resolve(classes.relativize(file).toString());
        assertThat(place.getParent()).exists();
        Files.copy(file, place, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void compile(Path source, Path function, Path classes) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var classPath = new ArrayList<String>();
    classPath.add(function.toString());
    try (Stream<Path> libraries = Files.list(function.resolve("lib"))) {
      libraries.map(Path::toString).forEach(classPath::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var messages = new StringWriter();
    var options =
        List.of(
            "-proc:none",
            "-nowarn",
            "-d",
            classes.toString(),
            "-cp",
            String.join(File.pathSeparator, classPath));
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var sources = files.getJavaFileObjects(source);
      var task = compiler.getTask(messages, files, null, options, null, sources);
      assertThat(task.call()).as("compiles %s: %s", source, messages).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Links are deleted, not what they lead to. */
  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (var file : files.toList()) {
        var copied = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copied);
        } else if (file.toString().endsWith(".jar")) {
          Files.createSymbolicLink(copied, file.toAbsolutePath());
        } else {
          Files.copy(file, copied);
        }
      }
    }
  }
}

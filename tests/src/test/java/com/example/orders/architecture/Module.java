package com.example.orders.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One Maven module of the project, such as {@code libs/order-core}. */
record Module(String path) {
  static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

  static List<Module> all() {
    return modulesOf(ROOT).map(folder -> new Module(ROOT.relativize(folder).toString())).toList();
  }

  /** A folder whose POM names modules is only their parent. */
  private static Stream<Path> modulesOf(Path folder) {
    var named =
        MODULE
            .matcher(read(folder.resolve("pom.xml")))
            .results()
            .map((MatchResult found) -> folder.resolve(found.group(1)))
            .toList();
    return named.isEmpty() ? Stream.of(folder) : named.stream().flatMap(Module::modulesOf);
  }

  static List<Module> under(String... folders) {
    return all().stream()
        .filter(module -> Stream.of(folders).anyMatch(module.path()::startsWith))
        .toList();
  }

  /** The functions of the core and of the extensions. */
  static List<Module> functions() {
    return all().stream()
        .filter(module -> module.path().matches("(extensions/[^/]+/)?functions/[^/]+"))
        .toList();
  }

  static JavaClasses classesOf(List<Module> modules) {
    return new ClassFileImporter().importPaths(modules.stream().map(Module::classes).toList());
  }

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  Path folder(String inside) {
    return ROOT.resolve(path).resolve(inside);
  }

  /** What was compiled; a module that has no main sources has none. */
  Path classes() {
    var classes = folder("target/classes");
    if (!mainSources().isEmpty()) {
      assertThat(classes).as("classes of %s: `make build` compiles them", path).isDirectory();
    }
    return classes;
  }

  List<Path> mainSources() {
    return javaFiles(folder("src/main/java"));
  }

  List<Path> testSources() {
    return javaFiles(folder("src/test/java"));
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> files(Path folder, String ending) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> javaFiles(Path folder) {
    return files(folder, ".java");
  }
}

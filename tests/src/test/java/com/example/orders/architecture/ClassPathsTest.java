package com.example.orders.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each class path that a make command names has all that our classes on it refer to. */
class ClassPathsTest {
  private static final Path ROOT = Project.find().root();

  /**
   * Of these the commands need a part only; the rest is for those who bring the optional library.
   */
  private static final List<String> PARTLY = List.of("localcloud.dynoxide.Dynoxide ");

  private static final Pattern CLASS_PATH = Pattern.compile("-cp '([^']+)'");

  static List<String> ofCommands() throws IOException {
    try (var extensions = Files.list(ROOT.resolve("extensions"))) {
      return Stream.concat(
              Stream.of(ROOT.resolve("Makefile")),
              extensions.map(folder -> folder.resolve("commands.mk")).filter(Files::exists))
          .flatMap(file -> CLASS_PATH.matcher(read(file)).results())
          .map(found -> found.group(1))
          .distinct()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("ofCommands")
  void hasAllThatOurClassesReferTo(String classPath) throws IOException {
    var all = new ArrayList<Path>();
    for (var entry : classPath.split(":")) {
      all.addAll(files(entry));
    }
    assertThat(all).isNotEmpty().allSatisfy(file -> assertThat(file).exists());
    assertThat(missing(all).lines().filter(line -> line.startsWith("   ")).map(String::strip))
        .filteredOn(line -> PARTLY.stream().noneMatch(line::startsWith))
        .isEmpty();
  }

  private static List<Path> files(String entry) throws IOException {
    if (!entry.endsWith("/*")) {
      return List.of(ROOT.resolve(entry));
    }
    try (var jars = Files.list(ROOT.resolve(entry.substring(0, entry.length() - 2)))) {
      return jars.toList();
    }
  }

  /** What the JDK's own tool says; only our classes are asked, others' may be optional. */
  private static String missing(List<Path> classPath) {
    var arguments = new ArrayList<>(List.of("--multi-release", "base", "--missing-deps", "-cp"));
    arguments.add(
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    classPath.stream().filter(ClassPathsTest::isOurs).map(Path::toString).forEach(arguments::add);
    var answer = new StringWriter();
    var printer = new PrintWriter(answer);
    ToolProvider.findFirst("jdeps")
        .orElseThrow()
        .run(printer, printer, arguments.toArray(String[]::new));
    return answer.toString();
  }

  private static boolean isOurs(Path file) {
    if (Files.isDirectory(file)) {
      return true;
    }
    try (var jar = new JarFile(file.toFile())) {
      return jar.stream()
          .anyMatch(
              entry ->
                  entry.getName().startsWith("com/example/")
                      || entry.getName().startsWith("localcloud/"));
    } catch (IOException e) {
      throw new IllegalStateException(file + " is no jar", e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

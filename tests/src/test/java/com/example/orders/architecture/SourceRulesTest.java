package com.example.orders.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The limits that keep the sources readable, and the rules about files that belong together. */
class SourceRulesTest {
  private static final int HANDLER_LINES = 60;
  private static final int METHOD_LINES = 30;

  /** They say where a class was put, not what it is about. */
  private static final Pattern EMPTY_WORD =
      Pattern.compile(
          ".*\\.(util|utils|common|helper|helpers|impl|manager|managers|model|service)");

  private static final Pattern COMMENT =
      Pattern.compile("/\\*.*?\\*/|(?m)^\\s*//.*$", Pattern.DOTALL);

  @Test
  void handlersAreShort() {
    var lengths = new TreeMap<Integer, Path>();
    for (var module : Module.under("functions/")) {
      module.mainSources().stream()
          .filter(file -> file.toString().endsWith("Handler.java"))
          .forEach(file -> lengths.put(codeLines(file), file));
    }
    assertThat(lengths).isNotEmpty();
    assertThat(lengths.tailMap(HANDLER_LINES, false)).isEmpty();
  }

  @Test
  void methodsAreShort() {
    var tooLong = new ArrayList<String>();
    for (var module : Module.all()) {
      parse(module.mainSources())
          .forEach(unit -> new MethodLengths(unit, tooLong).scan(unit.unit(), null));
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void packagesAreNamedByWhatTheyAreAbout() {
    assertThat(packages().keySet()).isNotEmpty().noneMatch(EMPTY_WORD.asMatchPredicate());
  }

  @Test
  void everyPackageOfMainCodeIsNullMarked() {
    packages()
        .forEach(
            (name, folder) ->
                assertThat(folder.resolve("package-info.java"))
                    .as(name)
                    .content()
                    .contains("@NullMarked"));
  }

  static List<Path> eventFolders() throws IOException {
    try (var folders = Files.list(Module.ROOT.resolve("events"))) {
      return folders
          .filter(Files::isDirectory)
          .filter(folder -> !folder.endsWith("orders")) // read as a whole
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("eventFolders")
  void everyEventFileIsReadByATestOfItsFunction(Path folder) {
    var function = new Module("functions/" + folder.getFileName());
    var tests = function.testSources().stream().map(Module::read).collect(Collectors.joining("\n"));
    var files = Module.files(folder, ".json");
    assertThat(files).isNotEmpty();
    for (var file : files) {
      var name = file.getFileName().toString().replace(".json", "");
      assertThat(tests)
          .as("tests of %s", function.path())
          .containsPattern("[\"/]" + name + "(\\.json)?\"");
    }
  }

  @Test
  void theLocalCloudNamesNothingOfTheApplication() {
    var template = Module.read(Module.ROOT.resolve("template.yaml"));
    var resources = template.substring(template.indexOf("\nResources:"));
    var words =
        Stream.of(
                Pattern.compile("(?m)^  (\\w+):(?: \\{.*)?$").matcher(resources).results(),
                Pattern.compile("\\b([A-Z]\\w*_(?:NAME|URL|ARN)): ").matcher(resources).results())
            .flatMap(results -> results.map(found -> found.group(1)))
            .filter(word -> !List.of("Api", "ApiId").contains(word))
            .collect(Collectors.toCollection(TreeSet::new));
    words.addAll(List.of("shippingAddress", "paymentToken", "orderId", "Orderly", "sku"));
    assertThat(words).contains("OrdersTable", "ORDERS_TABLE_NAME");
    var whole = Pattern.compile("\\b(" + String.join("|", words) + ")\\b");
    for (var module : Module.under("local/")) {
      for (var file : module.mainSources()) {
        assertThat(whole.matcher(Module.read(file)).results().map(found -> found.group()))
            .as(file.toString())
            .isEmpty();
      }
    }
  }

  private static TreeMap<String, Path> packages() {
    var packages = new TreeMap<String, Path>();
    for (var module : Module.all()) {
      for (var file : module.mainSources()) {
        var folder = file.getParent();
        var name = module.folder("src/main/java").relativize(folder).toString();
        packages.put(name.replace('/', '.'), folder);
      }
    }
    return packages;
  }

  /** Neither blank nor import nor comment. */
  private static int codeLines(Path file) {
    return (int)
        COMMENT
            .matcher(Module.read(file))
            .replaceAll("")
            .lines()
            .filter(line -> !line.isBlank())
            .filter(line -> !line.startsWith("import ") && !line.startsWith("package "))
            .count();
  }

  private record Unit(CompilationUnitTree unit, Trees trees) {}

  private static List<Unit> parse(List<Path> files) {
    if (files.isEmpty()) {
      return List.of();
    }
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
      var units = new ArrayList<Unit>();
      for (var unit : task.parse()) {
        units.add(new Unit(unit, Trees.instance(task)));
      }
      return units;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Notes every method that has too many lines which are neither blank nor comment. */
  private static final class MethodLengths extends TreeScanner<Void, Void> {
    private final Unit unit;
    private final List<String> tooLong;

    MethodLengths(Unit unit, List<String> tooLong) {
      this.unit = unit;
      this.tooLong = tooLong;
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      var positions = unit.trees().getSourcePositions();
      var start = (int) positions.getStartPosition(unit.unit(), method);
      var end = (int) positions.getEndPosition(unit.unit(), method);
      if (start >= 0 && end > start) {
        var lines = lines(start, end);
        if (lines > METHOD_LINES) {
          var file = Path.of(unit.unit().getSourceFile().toUri()).getFileName();
          tooLong.add(file + " " + method.getName() + ": " + lines + " lines");
        }
      }
      return super.visitMethod(method, unused);
    }

    private long lines(int start, int end) {
      try {
        var text = unit.unit().getSourceFile().getCharContent(true).subSequence(start, end);
        return COMMENT.matcher(text).replaceAll("").lines().filter(l -> !l.isBlank()).count();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

package localcloud.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;

/** Where a function's code lies that is ready to run. */
public final class BuiltCode {
  private static final List<String> SCRIPTS = List.of(".py", ".js", ".mjs", ".cjs");

  private BuiltCode() {}

  /**
   * The folder with the function's logical ID among the artifacts, else what the function's {@code
   * CodeUri} names, if the handler is in it: a folder with class files and {@code lib/*.jar}, or a
   * jar; of a Python or Node.js function the folder of its sources. Empty if neither is there.
   */
  public static Optional<Path> find(
      Path artifacts, String logicalId, Path codeUri, String handler) {
    var built = artifacts.resolve(logicalId);
    if (Files.isDirectory(built)) {
      return Optional.of(built);
    }
    return holds(codeUri, classFile(handler)) || holdsScript(codeUri, handler)
        ? Optional.of(codeUri)
        : Optional.empty();
  }

  /** The file of a handler {@code folder/file.function}. */
  private static boolean holdsScript(Path code, String handler) {
    var file = handler.substring(0, Math.max(0, handler.lastIndexOf('.')));
    return !file.isEmpty()
        && SCRIPTS.stream().anyMatch(ending -> Files.isRegularFile(code.resolve(file + ending)));
  }

  /** The class file of a handler {@code package.Class} or {@code package.Class::method}. */
  static String classFile(String handler) {
    return handler.replaceFirst("::.*", "").replace('.', '/') + ".class";
  }

  private static boolean holds(Path code, String file) {
    if (Files.isRegularFile(code)) {
      return code.toString().endsWith(".jar") && isIn(code, file);
    }
    return Files.exists(code.resolve(file)) || jars(code.resolve("lib"), file);
  }

  private static boolean jars(Path folder, String file) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (var files = Files.list(folder)) {
      List<Path> jars = files.filter(jar -> jar.toString().endsWith(".jar")).toList();
      return jars.stream().anyMatch(jar -> isIn(jar, file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isIn(Path jar, String file) {
    try (var opened = new JarFile(jar.toFile())) {
      return opened.getEntry(file) != null;
    } catch (IOException e) {
      throw new UncheckedIOException(jar + " cannot be read", e);
    }
  }
}

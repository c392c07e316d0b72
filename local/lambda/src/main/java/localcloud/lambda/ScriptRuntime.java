package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Python and Node.js functions: this machine's own interpreter runs a small script of ours that
 * speaks the runtime API. Nothing is installed: what a function imports beyond the language, such
 * as an AWS SDK, has to be in its folder, in a layer, or known to the interpreter.
 */
final class ScriptRuntime {
  private static final System.Logger LOGGER = System.getLogger(ScriptRuntime.class.getName());
  private static final Pattern NAME =
      Pattern.compile("(python)(3\\.(?:9|1[0-4]))|(nodejs)(18|20|22|24)\\.x");

  private static final Map<String, String> TELL_PATH =
      Map.of(
          "python3",
              "import sys, platform; print(sys.executable); print(platform.python_version())",
          "node", "console.log(process.execPath); console.log(process.versions.node)");

  private final Path folder;

  /** By the interpreter's name: where it is and its version. */
  private final Map<String, List<String>> found = new ConcurrentHashMap<>();

  /**
   * @param folder where the scripts are put
   */
  ScriptRuntime(Path folder) {
    this.folder = folder;
  }

  static boolean isFor(String runtime) {
    return NAME.matcher(runtime).matches();
  }

  /**
   * Makes sure that the runtime's interpreter is there.
   *
   * @throws IllegalArgumentException if it is not, with what to do
   */
  void check(String runtime) {
    var own = interpreter(runtime);
    var wanted = runtime.replaceAll("^[a-z]+|\\.x$", "");
    if (!(own.get(1) + ".").startsWith(wanted + ".")) {
      LOGGER.log(
          System.Logger.Level.INFO,
          "Runtime {0} runs on the {1} of this machine",
          runtime,
          own.get(1));
    }
  }

  /** The command line of an environment. */
  List<String> command(String runtime) {
    var script = runtime.startsWith("python") ? "bootstrap.py" : "bootstrap.mjs";
    return List.of(interpreter(runtime).getFirst(), laidOut(script).toString());
  }

  private synchronized Path laidOut(String script) {
    var file = folder.resolve(script);
    if (!Files.exists(file)) {
      try (var source = ScriptRuntime.class.getResourceAsStream(script)) {
        if (source == null) {
          throw new IllegalStateException(script + " is not on the class path");
        }
        Files.copy(source, file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return file;
  }

  private List<String> interpreter(String runtime) {
    var name = runtime.startsWith("python") ? "python3" : "node";
    return found.computeIfAbsent(name, key -> asked(key, runtime));
  }

  /** What is on the PATH may be a launcher that needs more variables than a function has. */
  private static List<String> asked(String name, String runtime) {
    try {
      var option = name.equals("node") ? "-e" : "-c";
      var process = new ProcessBuilder(name, option, TELL_PATH.getOrDefault(name, "")).start();
      process.getOutputStream().close();
      var lines = new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
      if (process.waitFor() == 0 && lines.size() == 2) {
        return lines;
      }
    } catch (IOException e) {
      LOGGER.log(System.Logger.Level.DEBUG, name, e); // said below
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalArgumentException(
        "Runtime %s needs %s on the PATH: install it, or leave the function out"
            .formatted(runtime, name));
  }
}

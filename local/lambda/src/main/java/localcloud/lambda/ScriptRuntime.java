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

  /** Prints the interpreter's path and version. */
  private static final List<String> TELL_PYTHON =
      List.of(
          "-c", "import sys, platform; print(sys.executable); print(platform.python_version())");

  private static final List<String> TELL_NODE =
      List.of("-e", "console.log(process.execPath); console.log(process.versions.node)");

  private final Path folder;
  private final String python;
  private final String node;

  /** By the interpreter's name: where it is and its version. */
  private final Map<String, List<String>> found = new ConcurrentHashMap<>();

  /**
   * @param folder where the scripts are put
   */
  ScriptRuntime(Path folder) {
    this(folder, "python3", "node");
  }

  ScriptRuntime(Path folder, String python, String node) {
    this.folder = folder;
    this.python = python;
    this.node = node;
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
    var interpreter = interpreter(runtime).getFirst();
    // unbuffered, as what was printed before a timeout or a crash is to be in the log
    return runtime.startsWith("python")
        ? List.of(interpreter, "-u", laidOut("bootstrap.py").toString())
        : List.of(interpreter, laidOut("bootstrap.mjs").toString());
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
    return runtime.startsWith("python")
        ? found.computeIfAbsent(python, name -> asked(name, TELL_PYTHON, runtime))
        : found.computeIfAbsent(node, name -> asked(name, TELL_NODE, runtime));
  }

  /** What is on the PATH may be a launcher that needs more variables than a function has. */
  private static List<String> asked(String name, List<String> tell, String runtime) {
    try {
      var process = new ProcessBuilder(name, tell.getFirst(), tell.getLast()).start();
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

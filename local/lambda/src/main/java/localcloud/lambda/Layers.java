package localcloud.lambda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The layers of a function. On AWS their files are below {@code /opt}; here they are in a folder
 * that the variable {@code LAMBDA_OPT} names, and on the paths of the runtimes.
 */
final class Layers {
  private static final String JAVA = "java/lib";

  private Layers() {}

  /** A function's code with the jars of its layers, which the managed runtime loads as well. */
  static List<Path> withJars(FunctionSpec function) throws IOException {
    var code = new ArrayList<>(function.code());
    for (var layer : function.layers()) {
      if (Files.isDirectory(layer.resolve(JAVA))) {
        try (Stream<Path> jars = Files.list(layer.resolve(JAVA))) {
          jars.filter(jar -> jar.toString().endsWith(".jar")).sorted().forEach(code::add);
        }
      }
    }
    return code;
  }

  /** All layers in one folder, or null without layers; of two files of a name the last one wins. */
  static @Nullable Path folder(FunctionSpec function, Path parent) throws IOException {
    return function.layers().isEmpty() ? null : TaskFolder.of(function.layers().reversed(), parent);
  }

  /** The paths of the Lambda guide, "Packaging your layer content". */
  static void addTo(Map<String, String> environment, Path opt, String runtime) {
    environment.put("LAMBDA_OPT", opt.toString());
    before(environment, "PATH", opt.resolve("bin"));
    before(environment, "LD_LIBRARY_PATH", opt.resolve("lib"));
    if (runtime.startsWith("python")) {
      before(environment, "PYTHONPATH", opt.resolve("python/lib/" + runtime + "/site-packages"));
      before(environment, "PYTHONPATH", opt.resolve("python"));
    } else if (runtime.startsWith("nodejs")) {
      var version = runtime.replaceAll("^nodejs|\\.x$", "");
      before(environment, "NODE_PATH", opt.resolve("nodejs/node_modules"));
      before(environment, "NODE_PATH", opt.resolve("nodejs/node" + version + "/node_modules"));
    }
  }

  private static void before(Map<String, String> environment, String name, Path folder) {
    environment.merge(name, folder.toString(), (others, first) -> first + ":" + others);
  }
}

package localcloud.lambda;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Java functions: the JDK of this process runs them, whichever of Lambda's Java they ask for. */
final class JavaRuntime {
  static final String NEWEST = "java25";

  private static final System.Logger LOGGER = System.getLogger(JavaRuntime.class.getName());
  private static final Pattern NAME = Pattern.compile("java(?:8\\.al2|11|17|21|25)");

  private JavaRuntime() {}

  /** The program that starts a JVM. */
  static String program() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  static boolean isFor(String runtime) {
    return NAME.matcher(runtime).matches();
  }

  /** Says so if the function asks for another Java than it gets. */
  static void check(String runtime) {
    var feature = Runtime.version().feature();
    if (!runtime.equals("java" + feature)) {
      LOGGER.log(
          System.Logger.Level.INFO,
          "Runtime {0} runs on the JDK {1} of this machine",
          runtime,
          feature);
    }
  }
}

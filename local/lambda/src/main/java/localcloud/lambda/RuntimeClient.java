package localcloud.lambda;

import com.amazonaws.services.lambda.crac.Core;
import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * The command that starts AWS's Java Runtime Interface Client in the layout of the managed runtime:
 * the client on the class path, the function below the working directory, loaded by the client's
 * own class loader. With archives of classes the function is on the class path too.
 */
final class RuntimeClient implements AutoCloseable {
  private static final String NATIVE_PROPERTY =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

  private static final System.Logger LOGGER = System.getLogger(RuntimeClient.class.getName());

  /** The same jar each time. */
  private static final LocalDateTime TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

  /**
   * The managed runtime compiles to the first tier. An environment here serves some hundred
   * invocations, most of which would be interpreted: it compiles after a quarter of the calls.
   */
  private static final List<String> ON_DEMAND =
      List.of("-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=0.25");

  /** The managed runtime names its hooks to the org.crac API, and compiles to the last tier. */
  private static final List<String> SNAP_START =
      List.of("-Dorg.crac.Core.Compat=" + Core.class.getPackageName());

  private final List<Path> jars;
  private final Path nativeLibrary;
  private final Optional<ClassArchives> archives;

  /**
   * A command line.
   *
   * @param recording what the JVM records, if it does
   */
  record Launch(List<String> command, Optional<Recording> recording) {}

  /**
   * @param folder where the launcher's jar and the native library are put
   * @param archives where archives of classes are kept; null is nowhere
   */
  RuntimeClient(Path folder, @Nullable Path archives) throws IOException {
    nativeLibrary = copyNativeLibrary(folder);
    jars =
        Stream.concat(
                Stream.of(packLauncher(folder)),
                Stream.of(
                        AWSLambda.class,
                        LambdaRuntime.class,
                        PojoSerializer.class,
                        SdkInternalThreadLocal.class)
                    .map(RuntimeClient::jarOf)
                    .distinct())
            .toList();
    this.archives = Optional.ofNullable(archives).flatMap(root -> archives(root, jars));
  }

  /** Empty if they cannot be kept there, for functions start without them too. */
  private static Optional<ClassArchives> archives(Path root, List<Path> client) {
    try {
      return Optional.of(new ClassArchives(root, client));
    } catch (IOException e) {
      LOGGER.log(Level.WARNING, "Functions start without archives of classes: {0}", e.toString());
      return Optional.empty();
    }
  }

  /**
   * The command line. The heap gets 85 % of the function's memory, which is what the managed
   * runtimes were seen to use; AWS does not document the figure.
   */
  Launch launch(FunctionSpec function, Path taskRoot) {
    var start = archives.flatMap(all -> all.start(function, taskRoot)).orElseGet(this::managed);
    var command = new ArrayList<String>();
    command.add(JavaRuntime.program());
    command.add("-Xmx" + function.memoryMb() * 85 / 100 + "m");
    command.addAll(function.startsFromSnapshot() ? SNAP_START : ON_DEMAND);
    command.addAll(ClassArchives.OPTIONS);
    command.addAll(
        List.of(
            "-XX:-UsePerfData",
            "-Dstdout.encoding=UTF-8",
            "-Dstderr.encoding=UTF-8",
            "-D" + NATIVE_PROPERTY + "=" + nativeLibrary));
    command.addAll(start.options());
    command.addAll(List.of(ChildLauncher.class.getName(), function.handler()));
    return new Launch(List.copyOf(command), start.recording());
  }

  private ClassArchives.Start managed() {
    var classPath =
        jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    return new ClassArchives.Start(List.of("-Xshare:auto", "-cp", classPath), Optional.empty());
  }

  /** When all that it has started has ended. */
  @Override
  public void close() {
    archives.ifPresent(ClassArchives::close);
  }

  /**
   * The client would unpack its library to one fixed file in /tmp and overwrite it, which breaks
   * JVMs that run at the same time.
   */
  private static Path copyNativeLibrary(Path folder) throws IOException {
    var name = "/jni/libaws-lambda-jni." + platform() + ".so";
    try (var library = AWSLambda.class.getResourceAsStream(name)) {
      if (library == null) {
        throw new IllegalStateException("The Lambda runtime client has no " + name);
      }
      var copy = folder.resolve("libaws-lambda-jni.so");
      Files.copy(library, copy);
      return copy;
    }
  }

  private static String platform() {
    var machine = System.getProperty("os.arch");
    var cpu =
        switch (machine) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64" -> "aarch_64";
          default -> "";
        };
    if (!System.getProperty("os.name").equals("Linux") || cpu.isEmpty()) {
      throw new UnsupportedOperationException(
          "The local Lambda runs on Linux (x86_64, aarch64) only, for AWS's runtime client has no"
              + " native library for %s %s. Use a Linux machine, a virtual machine or WSL."
                  .formatted(System.getProperty("os.name"), machine));
    }
    var musl =
        Files.exists(Path.of("/lib/ld-musl-" + cpu.replace("aarch_64", "aarch64") + ".so.1"));
    return (musl ? "linux_musl-" : "linux-") + cpu;
  }

  /**
   * A jar of what runs in the child, so that nothing else of the local cloud reaches a function.
   */
  private static Path packLauncher(Path folder) throws IOException {
    var jar = folder.resolve("launcher.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (var type :
          List.of(
              ChildLauncher.class,
              FlatRuntime.class,
              SnapshotEntropy.class,
              SnapshotEntropy.Generator.class,
              SnapshotEntropy.Generators.class)) {
        pack(type.getName().replace('.', '/') + ".class", out);
      }
    }
    return jar;
  }

  private static void pack(String name, JarOutputStream out) throws IOException {
    try (var code = RuntimeClient.class.getClassLoader().getResourceAsStream(name)) {
      if (code == null) {
        throw new IllegalStateException("No class file " + name);
      }
      var entry = new JarEntry(name);
      entry.setTimeLocal(TIME);
      out.putNextEntry(entry);
      code.transferTo(out);
    }
  }

  /** Where a class comes from: a jar or a folder. */
  static Path jarOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}

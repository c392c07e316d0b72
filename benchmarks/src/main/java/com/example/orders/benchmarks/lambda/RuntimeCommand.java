package com.example.orders.benchmarks.lambda;

import com.amazonaws.services.lambda.crac.Core;
import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * The command line of the managed runtime: AWS's client alone on the class path, which loads the
 * function itself; the default class-data archive; the first compiler alone on demand, all tiers
 * for a snapshot (Lambda guide, "Customize Java runtime startup behavior").
 */
final class RuntimeCommand {
  /** 85 % of 1,024 MB, which is what the managed runtimes were seen to use. */
  static final List<String> FLAGS = List.of("-Xmx870m", "-XX:+UseSerialGC", "-Xshare:auto");

  static final List<String> ON_DEMAND = List.of("-XX:TieredStopAtLevel=1");

  private static final String NATIVE =
      "-Dcom.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI=";

  private final String classPath =
      Stream.of(
              AWSLambda.class,
              LambdaRuntime.class,
              PojoSerializer.class,
              SdkInternalThreadLocal.class)
          .map(RuntimeCommand::jarOf)
          .distinct()
          .collect(Collectors.joining(File.pathSeparator));
  private final Path library;

  RuntimeCommand(Path folder) throws IOException {
    var cpu = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
    library = folder.resolve("libaws-lambda-jni.so");
    try (var from =
        AWSLambda.class.getResourceAsStream("/jni/libaws-lambda-jni.linux-" + cpu + ".so")) {
      Files.copy(Objects.requireNonNull(from, "No native library for this machine"), library);
    }
  }

  /** The command, with more flags of the JVM. */
  List<String> of(Contender contender, List<String> more) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    switch (contender.kind()) {
      case ON_DEMAND -> command.addAll(ON_DEMAND);
      case PRIMED -> command.add("-Dorg.crac.Core.Compat=" + Core.class.getPackageName());
      case UNPRIMED -> {} // the API of the hooks finds nobody to call them
    }
    command.addAll(more);
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", NATIVE + library));
    command.addAll(List.of("-cp", classPath, AWSLambda.class.getName(), contender.handler()));
    return command;
  }

  private static String jarOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}

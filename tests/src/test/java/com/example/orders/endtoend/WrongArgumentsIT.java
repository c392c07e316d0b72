package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each command of the Makefile says in one line what is wrong with what it was given. */
@Tag("local")
@Execution(CONCURRENT)
@Timeout(300)
class WrongArgumentsIT {
  private static final Path ROOT = Project.find().root();

  /** The commands that take no argument, or one that cannot be wrong. */
  private static final List<String> WITHOUT =
      List.of(
          "help",
          "build",
          "test",
          "lint",
          "format",
          "clean",
          "cost",
          "costs",
          "demo",
          "diagrams",
          "exercises",
          "local-dist",
          "measure",
          "workshop",
          "workshop-pages");

  /** Of SAM's own, which names a configuration that is not there. */
  private static final List<String> OF_SAM = List.of("deploy", "delete", "logs");

  /** What only another part of this application can judge, and does in one line. */
  private static final Pattern TRACE =
      Pattern.compile("Traceback|Exception in thread|^\\s+at |\\.py\", line", Pattern.MULTILINE);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run API_PORT=99x | API_PORT must be a whole number, not: 99x",
        "run API_PORT=70000 | API_PORT must be a port from 0 (any free one) to 65535, not: 70000",
        "run FAULTS=missing.json | FAULTS: cannot read the file missing.json",
        "run RETRY_PACE=fast | RETRY_PACE must be a number such as 0.1, not: fast",
        "run CAPACITY=huge | CAPACITY must be starter or standard, not: huge",
        "run CONCURRENCY=0 | CONCURRENCY must be a number from 1 to 99999, not: 0",
        "run PARAMETERS=Capacity | PARAMETERS must be like Capacity=standard,Stage=dev, not: Capacity",
        "run PARAMETERS=Nothing=x | parameter Nothing: is set but not declared",
        "run PARAMETERS=nothing.X=x | PARAMETERS sets one of nothing, which is no extension that is started",
        "chaos EXPERIMENT=dynamodb-throttled PARAMETERS=nothing.X=x | PARAMETERS sets one of nothing, which is no",
        "prove PARAMETERS=nothing.X=x | PARAMETERS sets one of nothing, which is no extension that is started",
        "run TEMPLATE=missing.yaml | There is no missing.yaml",
        "run TEMPLATE=template.yaml PARAMETERS=x | A parameter is Name=value, not: x",
        "check | TEMPLATE is missing, for example: make check TEMPLATE=",
        "check TEMPLATE=missing.yaml | There is no missing.yaml",
        "check TEMPLATE=template.yaml PARAMETERS=Nothing=x | Nothing",
        "run EXTENSIONS=none,nothing | There is no extension nothing; there are:",
        "demo EXTENSIONS=nothing | There is no extension nothing; there are:",
        "deploy EXTENSION=nothing | There is no extension nothing; there are:",
        "delete EXTENSION=nothing | There is no extension nothing; there are:",
        "logs EXTENSION=nothing | There is no extension nothing; there are:",
        "check MODULE=77 | There is no module 77; there are:",
        "check MODULE=x | MODULE must be a whole number, not: x",
        "solution | MODULE is missing, for example: make solution MODULE=3",
        "solution MODULE=77 | There is no module 77; there are:",
        "reset | MODULE is missing, for example: make reset MODULE=3",
        "reset MODULE=77 | There is no module 77; there are:",
        "workshop-test MODULES=77 | There is no module 77; there are:",
        "workshop-studio | FOLDER is missing, for example: make workshop-studio FOLDER=",
        "workshop-studio FOLDER=target/studio | URL is missing, for example: make workshop-studio FOLDER=",
        "workshop-studio FOLDER=docs URL=https://example.com | FOLDER must be new or empty, and outside of workshop/: docs",
        "workshop-studio FOLDER=target/studio URL=here | URL must be where the repository's files are on the web",
        "faults FAULTS=missing.json | FAULTS: cannot read the file missing.json",
        "faults AWS_ENDPOINT_PORT=1 | No local cloud answers at port 1.",
        "smoke API_PORT=1 | No local cloud answers at port 1.",
        "smoke CUSTOMER=a/b | CUSTOMER must be 1 to 36 of the characters",
        "heal AWS_ENDPOINT_PORT=1 | No local cloud answers at port 1.",
        "bench ORDERS=many | ORDERS must be a whole number, not: many",
        "bench-cold STARTS=x | STARTS must be a whole number, not: x",
        "bench-warm ROUNDS=x | ROUNDS must be a whole number, not: x",
        "prove SEED=x | SEED must be a whole number, not: x",
        "chaos | EXPERIMENT is missing, for example: make chaos EXPERIMENT=dynamodb-throttled",
        "chaos EXPERIMENT=nothing | There is no experiment nothing; there are: dynamodb-throttled",
        "prove-guards GUARDS=all,NO_SUCH_GUARD | GUARDS names no guard: NO_SUCH_GUARD",
        "exercise | NAME is missing, for example: make exercise NAME=",
        "exercise NAME=nothing | There is no exercise nothing; there are: decoupling",
        "fuzz FUZZ_CASES=x | FUZZ_CASES must be a whole number, not: x",
        "prove-channels ORDERS=x | ORDERS must be a whole number, not: x",
        "sweep SWEEP_CASES=x | SWEEP_CASES must be a whole number, not: x",
        "conformance SOURCE=nowhere | nowhere holds no tests/aws/services/stepfunctions",
        "token | CUSTOMER must be 1 to 36",
        "token CUSTOMER=acme API_PORT=1 | No local cloud answers at port 1.",
        "token CUSTOMER=acme STACK=none | Set ORDERLY_PASSWORD",
        "token CUSTOMER=acme GROUP=a/b | GROUP must be at most 128",
        "token CUSTOMER=acme STACK=none GROUP=express | GROUP is for the local cloud",
        "customer | STACK is missing, for example: make customer STACK=",
        "customer STACK=none | CUSTOMER is missing",
        "customer STACK=none CUSTOMER=acme | ORDERLY_PASSWORD is missing",
        "customer STACK=none CUSTOMER=acme ORDERLY_PASSWORD=x | none: You must specify a region.",
        "test-deployed | STACK is missing, for example: make test-deployed STACK=",
        "test-deployed STACK=none | none: You must specify a region.",
        "seed AWS_ENDPOINT_PORT=1 | http://127.0.0.1:1 cannot be seeded",
        "seed STACK=none | none cannot be seeded",
        "failures AWS_ENDPOINT_PORT=1 | No local cloud answers at http://127.0.0.1:1.",
        "failures STACK=none | The stack none cannot be operated",
        "failures ARGS=dance | dance",
        "unnotified AWS_ENDPOINT_PORT=1 | http://127.0.0.1:1 cannot be read",
        "unnotified STACK=none | none cannot be read",
        "metrics AWS_ENDPOINT_PORT=1 | No local cloud answers at http://127.0.0.1:1.",
        "trace | ORDER is missing, for example: make trace ORDER=",
        "trace ORDER=x | ORDER must be an order's ID, a UUID in lower case: x",
        "trace ORDER=0199c0de-0000-7000-8000-000000000001 ARGS=dance | Unexpected: dance",
        "trace ORDER=0199c0de-0000-7000-8000-000000000001 AWS_ENDPOINT_PORT=1 | No local cloud answers at http://127.0.0.1:1.",
        "trace ORDER=0199c0de-0000-7000-8000-000000000001 STACK=none | The stack none cannot be read",
        "settings AWS_ENDPOINT_PORT=1 | No local cloud answers at http://127.0.0.1:1.",
        "settings SET=breaker | breaker is no change: breaker=on, or breaker.openSeconds=60",
        "settings SET=braker=on | There is no setting braker",
        "settings STACK=none | The settings of none cannot be reached",
        "rename | PACKAGE is missing, for example: make rename PACKAGE=",
        "rename PACKAGE=com.acme.shop | NAME is missing, for example: make rename PACKAGE=",
        "rename PACKAGE=Shop NAME=shop | PACKAGE must be at least two parts with dots between",
        "rename PACKAGE=com.acme.class NAME=shop | PACKAGE has a part that is a word of Java: class",
        "rename PACKAGE=localcloud.shop NAME=shop | PACKAGE must be at most 60 characters",
        "rename PACKAGE=com.acme.shop NAME=My_Shop | NAME must be 3 to 19 small letters, digits",
        "rename PACKAGE=com.acme.shop NAME=a-name-of-20-letters | NAME must be 3 to 19 small",
      })
  void saysWhatIsWrong(String command, String message) throws Exception {
    var words = new ArrayList<>(List.of("make", "-s"));
    words.addAll(List.of(command.split(" ")));
    var make = start(words);
    var output = new String(make.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(make.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(make.exitValue()).as(output).isNotZero();
    assertThat(output.lines().filter(line -> line.contains(message))).as(output).hasSize(1);
    assertThat(TRACE.matcher(output).find()).as(output).isFalse();
  }

  @Test
  void noCommandIsLeftOut() throws IOException {
    var tested =
        Stream.of(getClass().getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(CsvSource.class))
            .flatMap(method -> Stream.of(method.getAnnotation(CsvSource.class).value()))
            .map(line -> line.split("[ |]")[0])
            .toList();
    var commands =
        Files.readAllLines(ROOT.resolve("Makefile")).stream()
            .filter(line -> line.matches("[a-z-]+:.*## .*"))
            .map(line -> line.substring(0, line.indexOf(':')))
            .toList();
    assertThat(commands).hasSizeGreaterThan(15);
    assertThat(commands)
        .allSatisfy(
            command ->
                assertThat(Stream.of(tested, WITHOUT, OF_SAM).flatMap(List::stream))
                    .contains(command));
  }

  /** No credentials, region, profile or stack of whoever runs this. */
  private Process start(List<String> command) throws IOException {
    var builder = new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true);
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("MAKE"));
    environment
        .keySet()
        .removeAll(
            List.of("STACK", "CONFIG_ENV", "EXTENSION", "CUSTOMER", "GROUP", "ORDERLY_PASSWORD"));
    environment.put("AWS_CONFIG_FILE", folder.resolve("config").toString());
    environment.put("AWS_SHARED_CREDENTIALS_FILE", folder.resolve("credentials").toString());
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    return builder.start();
  }
}

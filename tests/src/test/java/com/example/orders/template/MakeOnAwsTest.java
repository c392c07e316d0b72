package com.example.orders.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Extensions;
import com.example.orders.cli.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What make commands hand over to the tools that ask AWS. */
class MakeOnAwsTest {
  private static final Path ROOT = Project.find().root();
  private static final String LOGS = " logs --config-env prod --name AcceptOrdersFunction --tail";

  private static final Pattern SECRET_GIVEN =
      Pattern.compile("(TOKEN|PASSWORD|SECRET)='?\\$\\(\\w");

  private record Ended(int code, String output) {}

  static List<String> extensions() {
    return Extensions.of(Project.find()).names();
  }

  /**
   * SAM and boto3 read one name of the region, the SDK for Java the other one. Where they differ,
   * AWS_REGION wins, as in the AWS CLI.
   */
  @ParameterizedTest
  @CsvSource({
    "AWS_REGION=eu-west-1, , eu-west-1 eu-west-1",
    "AWS_DEFAULT_REGION=eu-west-1, , eu-west-1 eu-west-1",
    "AWS_REGION=eu-west-1, AWS_DEFAULT_REGION=us-east-1, eu-west-1 eu-west-1",
    "AWS_REGION=, AWS_DEFAULT_REGION=us-east-1, us-east-1 us-east-1",
    ", , unset unset"
  })
  void eitherNameOfTheRegionReachesEveryRecipe(
      @Nullable String one, @Nullable String other, String reached) throws Exception {
    var recipe = "print-region: ; @echo $${AWS_REGION-unset} $${AWS_DEFAULT_REGION-unset}";
    var made = make(regions(one, other), "-s", "--eval=" + recipe, "print-region");

    assertThat(made).isEqualTo(new Ended(0, reached + "\n"));
  }

  /** A command line is there for everyone to read; make exports what it was given by itself. */
  @Test
  void noRecipeWritesASecretIntoACommandLine() throws Exception {
    var texts = new ArrayList<>(List.of(Files.readString(ROOT.resolve("Makefile"))));
    for (var name : extensions()) {
      var commands = ROOT.resolve("extensions").resolve(name).resolve("commands.mk");
      if (Files.exists(commands)) {
        texts.add(Files.readString(commands));
      }
    }

    assertThat(texts).allSatisfy(text -> assertThat(text).doesNotContainPattern(SECRET_GIVEN));
    assertThat("@TOKEN='$(TOKEN)' make").containsPattern(SECRET_GIVEN);
  }

  /** The token is scripts/token's to get; without the password it says so before AWS is asked. */
  @Test
  void aCustomersCommandGetsItsTokenItself() throws Exception {
    var recipe = "print-token: ; @$(DEPLOYED_TOKEN) echo token:$${ORDERLY_TOKEN-none}";
    assertThat(make(Map.of(), "-s", "--eval=" + recipe, "print-token"))
        .isEqualTo(new Ended(0, "token:none\n"));
    assertThat(make(Map.of(), "-s", "--eval=" + recipe, "print-token", "STACK=none").output())
        .startsWith("Set ORDERLY_PASSWORD");
  }

  @Test
  void logsFollowOneFunctionOfTheCoreForAll() throws Exception {
    assertThat(make(Map.of(), "-n", "logs", "CONFIG_ENV=prod").output()).contains(LOGS);
  }

  /** Its lines are in the core's group; by its own folder SAM would look for an API's stage. */
  @ParameterizedTest
  @MethodSource("extensions")
  void logsOfAnExtensionAreTheCoresOrThereAreNone(String name) throws Exception {
    if (Files.exists(ROOT.resolve("extensions").resolve(name).resolve("functions"))) {
      assertThat(make(Map.of(), "-n", "logs", "CONFIG_ENV=prod", "EXTENSION=" + name).output())
          .contains(LOGS)
          .doesNotContain("cd extensions");
    } else {
      var ended = make(Map.of(), "logs", "EXTENSION=" + name);
      assertThat(ended.code()).isNotZero();
      assertThat(ended.output())
          .startsWith(
              name + " has no functions and so writes no logs; `make logs` follows all functions");
    }
  }

  private static Map<String, String> regions(@Nullable String... set) {
    return Stream.of(set)
        .filter(Objects::nonNull)
        .map(text -> text.split("=", -1))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private static Ended make(Map<String, String> environment, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("make"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeAll(List.of("AWS_REGION", "AWS_DEFAULT_REGION", "MAKEFLAGS", "MAKELEVEL"));
    builder
        .environment()
        .keySet()
        .removeAll(
            List.of("STACK", "CONFIG_ENV", "EXTENSION", "CUSTOMER", "GROUP", "ORDERLY_PASSWORD"));
    builder.environment().putAll(environment);
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ended(process.waitFor(), output);
  }
}

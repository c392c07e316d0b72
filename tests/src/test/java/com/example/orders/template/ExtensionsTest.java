package com.example.orders.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Extensions;
import com.example.orders.cli.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import localcloud.cloud.ResourceHandlers;
import localcloud.sam.SamTemplate;
import localcloud.sam.Stack;
import localcloud.sam.StackSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each extension is a SAM application that knows the core by its exports only, is built in the same
 * manner as all others, and obeys the rules for templates.
 */
class ExtensionsTest {
  private static final Path ROOT = Project.find().root();
  private static final Path FOLDER = ROOT.resolve("extensions");
  static final String CORE = "a-core";
  private static final Pattern IMPORT =
      Pattern.compile("Fn::ImportValue:\\s*!Sub\\s+\"\\$\\{CoreStackName}-(\\w+)\"");

  /** With what an extension may need: some exports are there with settings only. */
  private static final Stack CORE_STACK =
      SamTemplate.load(
          ROOT.resolve("template.yaml"),
          settings(CORE, Map.of("Settings", "on")),
          ResourceHandlers.ALL);

  /** Rules about parts that only the core has. */
  private static final Set<String> ONLY_OF_THE_CORE =
      Set.of(
          "a function in prod knows by two words that no experiment may strike it",
          "a role that people take is this account's and opens routes of the API, nothing else",
          "every class of failures has an alarm of its own",
          "every function has the alias live",
          "retries and destinations are the alias's");

  static List<String> extensions() {
    return Extensions.of(Project.find()).names();
  }

  @Test
  void theListHoldsEveryFolder() throws IOException {
    try (var folders = Files.list(FOLDER)) {
      assertThat(
              folders
                  .filter(folder -> Files.exists(folder.resolve("template.yaml")))
                  .map(folder -> folder.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(extensions());
    }
  }

  /** Make and the scripts read the list by a script, the local cloud by itself. */
  @Test
  void whatIsCommentedOutIsNotListed(@TempDir Path root) throws Exception {
    Files.createDirectories(root.resolve("extensions"));
    Files.writeString(
        root.resolve("extensions/pom.xml"),
        """
        <modules>
          <module>one</module> <!-- <module>two</module> -->
          <!-- <module>three</module> -->
          <!--
          <module>four</module>
          -->
          <module>five</module>
        </modules>
        """);
    Files.createDirectories(root.resolve("scripts"));
    var script = Files.copy(ROOT.resolve("scripts/extensions"), root.resolve("scripts/extensions"));
    var listing = new ProcessBuilder("bash", script.toString()).start();

    assertThat(listing.inputReader().lines()).containsExactly("one", "five");
    assertThat(Extensions.of(new Project(root)).names()).containsExactly("one", "five");
  }

  @ParameterizedTest
  @MethodSource("extensions")
  void hasWhatAnExtensionHas(String name) throws IOException {
    var folder = FOLDER.resolve(name);
    for (var file :
        List.of("template.yaml", "samconfig.toml", "README.md", "aws-evidence.md", "pom.xml")) {
      assertThat(folder.resolve(file)).exists();
    }
    var readme = Files.readAllLines(folder.resolve("README.md"));
    assertThat(readme).hasSizeLessThanOrEqualTo(60);
    assertThat(readme).contains("## Try it", "## Cost", "## Remove");
    assertThat(read(FOLDER.resolve("README.md")))
        .as("links that break when the folder goes")
        .doesNotContain("](" + name);
  }

  @ParameterizedTest
  @MethodSource("extensions")
  void isDeployedBesideTheCoreOfTheSameStage(String name) {
    var own = stackNames(FOLDER.resolve(name).resolve("samconfig.toml"));
    var cores = stackNames(ROOT.resolve("samconfig.toml"));
    assertThat(own).containsKey("default");
    own.forEach(
        (stage, stack) -> {
          assertThat(stack).isEqualTo(cores.get(stage) + "-" + name);
          assertThat(read(FOLDER.resolve(name).resolve("samconfig.toml")))
              .contains("CoreStackName=" + cores.get(stage));
        });
  }

  /** Without it prod gets the default, dev, and nothing protects what customers keep there. */
  @ParameterizedTest
  @MethodSource("extensions")
  void isDeployedAsTheStageOfItsEnvironment(String name) {
    var samconfig = FOLDER.resolve(name).resolve("samconfig.toml");
    var hasStage = read(FOLDER.resolve(name).resolve("template.yaml")).contains("\n  Stage:");
    var expected = hasStage ? stages(ROOT.resolve("samconfig.toml")) : Map.<String, String>of();
    var own = stages(samconfig);

    assertThat(own.keySet()).isEqualTo(hasStage ? stackNames(samconfig).keySet() : Set.of());
    assertThat(expected).containsAllEntriesOf(own);
  }

  @Test
  void aTemplateThatKnowsStagesIsLookedAt() {
    assertThat(extensions())
        .anyMatch(name -> !stages(FOLDER.resolve(name).resolve("samconfig.toml")).isEmpty());
    assertThat(stages(ROOT.resolve("samconfig.toml")))
        .contains(Map.entry("default", "dev"), Map.entry("dev", "dev"), Map.entry("prod", "prod"));
  }

  /** What each environment sets the parameter Stage to; one that does not is left out. */
  private static Map<String, String> stages(Path samconfig) {
    return Pattern.compile(
            "\\[(\\w+)\\.deploy\\.parameters][^\\[]*\\nparameter_overrides = \"(?:[^\"]* )?Stage=(\\w+)[ \"]")
        .matcher(read(samconfig))
        .results()
        .collect(Collectors.toMap((MatchResult found) -> found.group(1), found -> found.group(2)));
  }

  static List<Path> samconfigs() {
    return Stream.concat(
            Stream.of(
                ROOT.resolve("samconfig.toml"),
                ROOT.resolve("tests/src/test/resources/extension/greeting/samconfig.toml")),
            extensions().stream().map(name -> FOLDER.resolve(name).resolve("samconfig.toml")))
        .toList();
  }

  /** SAM takes nothing of one environment for another, and a scratch folder has no reactor. */
  @ParameterizedTest
  @MethodSource("samconfigs")
  void isBuiltInPlaceInEveryEnvironment(Path samconfig) {
    var text = read(samconfig);
    assertThat(stackNames(samconfig).keySet())
        .contains("default", "dev", "prod")
        .allSatisfy(
            stage ->
                assertThat(text)
                    .containsPattern(
                        "\\["
                            + stage
                            + "\\.build\\.parameters]\\s+(#.*\\s+)?build_in_source = true"));
  }

  /** The bucket is the region's, and {@code sam delete} deletes what the stack's template names. */
  @ParameterizedTest
  @MethodSource("samconfigs")
  void keepsItsArtifactsApartFromOtherStacks(Path samconfig) {
    var prefixes =
        Pattern.compile(
                "\\[(\\w+)\\.deploy\\.parameters]\n(?:[^\\[\n].*\n)*?s3_prefix = \"([^\"]+)\"\n")
            .matcher(read(samconfig))
            .results()
            .collect(
                Collectors.toMap((MatchResult found) -> found.group(1), found -> found.group(2)));
    var deployed = new HashMap<>(stackNames(samconfig));
    deployed.remove("local");
    assertThat(prefixes).isEqualTo(deployed);
  }

  /** Each stage's {@code stack_name}. */
  private static Map<String, String> stackNames(Path samconfig) {
    return Pattern.compile("\\[(\\w+)\\.global\\.parameters]\\s+stack_name = \"([^\"]+)\"")
        .matcher(read(samconfig))
        .results()
        .collect(Collectors.toMap((MatchResult found) -> found.group(1), found -> found.group(2)));
  }

  @ParameterizedTest
  @MethodSource("extensions")
  void usesTheCoreByItsExportsOnly(String name) {
    var text = read(FOLDER.resolve(name).resolve("template.yaml"));
    var imported = IMPORT.matcher(text).results().map(found -> found.group(1)).toList();

    assertThat(text.split("ImportValue", -1))
        .as("imports of %s", name)
        .hasSize(imported.size() + 1);
    assertThat(imported).isNotEmpty();
    assertThat(imported)
        .allSatisfy(export -> assertThat(CORE_STACK.exports()).containsKey(CORE + "-" + export));
    assertThat(load(name).imports()).isNotEmpty();
  }

  /** What is removed with its folder leaves nothing behind. */
  @ParameterizedTest
  @MethodSource("extensions")
  void isNamedByNothingOutsideOfItsFolder(String name) throws IOException {
    var itsFolder = "extensions/" + name;
    var found = new ArrayList<String>();
    for (var place :
        List.of(
            "Makefile",
            "pom.xml",
            "template.yaml",
            "samconfig.toml",
            "scripts",
            "cli",
            "proof",
            "tests",
            "libs",
            "functions",
            "local",
            ".github",
            "README.md",
            "docs")) {
      try (var files = Files.walk(ROOT.resolve(place))) {
        files
            .filter(Files::isRegularFile)
            .filter(file -> !file.toString().matches(".*/(target|__pycache__|node_modules)/.*"))
            .filter(
                file ->
                    file.toString()
                        .matches(
                            ".*(Makefile|\\.(java|xml|yaml|yml|toml|md|py|sh))|.*/scripts/[a-z-]+"))
            .filter(file -> read(file).contains(itsFolder))
            .forEach(file -> found.add(ROOT.relativize(file).toString()));
      }
    }
    assertThat(found).isEmpty();
  }

  static Stream<Arguments> rulesOfExtensions() {
    return extensions().stream()
        .flatMap(
            name ->
                TemplateRulesTest.rules().stream()
                    .filter(rule -> !ONLY_OF_THE_CORE.contains(rule.name()))
                    .map(rule -> Arguments.of(name, rule)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("rulesOfExtensions")
  void obeys(String name, TemplateRule rule) {
    var core = TransformedTemplate.of(CORE_STACK);
    var both = core.and(TransformedTemplate.of(load(name)));
    assertThat(rule.findings().apply(both))
        .as("%s, broken by", rule.name())
        .containsExactlyInAnyOrderElementsOf(rule.findings().apply(core).toList());
  }

  /** It may do what its own resources and the core's exports are about, and opens nothing else. */
  @ParameterizedTest
  @MethodSource("extensions")
  void aRoleThatPeopleTakeIsThisAccounts(String name) {
    var people =
        TransformedTemplate.of(load(name))
            .ofType("AWS::IAM::Role")
            .map(role -> role.at("/AssumeRolePolicyDocument/Statement/0/Principal/AWS").asText())
            .filter(arn -> !arn.isEmpty());
    assertThat(people).allMatch(arn -> arn.matches("arn:aws:iam::\\d{12}:root"));
  }

  /** The core's have two words for that; without the one an experiment needs, none may. */
  @ParameterizedTest
  @MethodSource("extensions")
  void noExperimentStrikesItsFunctions(String name) {
    var variables =
        TransformedTemplate.of(load(name))
            .ofType("AWS::Lambda::Function")
            .map(function -> function.at("/Environment/Variables"));
    assertThat(variables).noneMatch(words -> words.path("CHAOS").asText("off").equals("on"));
  }

  /** As prod, and with a boundary where the extension makes roles, which then must have it. */
  static Stack load(String name) {
    var template = FOLDER.resolve(name).resolve("template.yaml");
    var parameters = new HashMap<>(Map.of("CoreStackName", CORE));
    Map.of(
            "PermissionsBoundaryArn", "arn:aws:iam::000000000000:policy/boundary",
            "Stage", "prod",
            "ApiAccessLogs", "on")
        .forEach(
            (parameter, value) -> {
              if (read(template).contains("\n  " + parameter + ":")) {
                parameters.put(parameter, value);
              }
            });
    return SamTemplate.load(
        template,
        settings(TransformedTemplate.stackName(), parameters)
            .withExports(CORE_STACK.exportedValues()),
        ResourceHandlers.ALL);
  }

  private static StackSettings settings(String stack, Map<String, String> parameters) {
    return StackSettings.local(stack, "http://127.0.0.1:4566", "http://127.0.0.1:3000", parameters);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}

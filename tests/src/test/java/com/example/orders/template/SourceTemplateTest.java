package com.example.orders.template;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.template.SourceFile.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is seen only before a template is transformed and resolved. */
class SourceTemplateTest {
  private static final SourceFile TEMPLATE = SourceFile.read("template.yaml");

  @Test
  void theOnlyTransformIsServerless() {
    assertThat(TEMPLATE.values().filter(value -> value.path().equals("/Transform")))
        .extracting(Value::text)
        .containsExactly("AWS::Serverless-2016-10-31");
  }

  /** Other macros, and an include at another place, have broken `sam package` before. */
  @Test
  void theOnlyMacroIsTheIncludeOfTheApi() {
    assertThat(TEMPLATE.values().filter(value -> value.path().contains("/Fn::Transform/Name")))
        .extracting(value -> value.path() + " " + value.text())
        .containsExactly(
            "/Resources/Api/Properties/DefinitionBody/Fn::Transform/Name AWS::Include");
    assertThat(TEMPLATE.values().map(Value::function)).doesNotContain("Transform");
  }

  /** CloudFormation alone takes no function in them. */
  @Test
  void deletionPoliciesAreWords() {
    assertThat(TEMPLATE.values())
        .filteredOn(
            value -> value.path().matches("/Resources/\\w+/(Deletion|UpdateReplace)Policy.*"))
        .allSatisfy(value -> assertThat(value.function() + value.text()).isEqualTo("Delete"));
  }

  /** So an extension finds each by its output's name, and two stacks never export the same. */
  @Test
  void everyExportIsCalledAsItsOutputBehindTheStacksName() {
    var exports =
        TEMPLATE
            .values()
            .filter(value -> value.path().matches("/Outputs/\\w+/Export/Name"))
            .toList();
    assertThat(exports)
        .hasSizeGreaterThan(5)
        .allSatisfy(
            export -> {
              assertThat(export.function()).isEqualTo("Sub");
              assertThat(export.text())
                  .isEqualTo("${AWS::StackName}-" + export.path().split("/")[2]);
            });
  }

  /**
   * They are read from top to bottom, by people. The core has at most 1,500 lines for 87 resources;
   * a resource that a clone adds brings its own, and so does a field of the API.
   */
  @Test
  void theFilesStayReadable() throws IOException {
    var resources =
        TEMPLATE.values().filter(value -> value.path().matches("/Resources/\\w+/Type")).count();
    assertThat(Files.readAllLines(Path.of("../template.yaml")))
        .hasSizeLessThanOrEqualTo(1_500 + 25 * Math.max(0, (int) resources - 87))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
    assertThat(Files.readAllLines(Path.of("../api/openapi.yaml"))).hasSizeLessThanOrEqualTo(1_000);
  }

  static Stream<String> templates() {
    return Stream.concat(
        Stream.of("template.yaml"),
        ExtensionsTest.extensions().stream().map(name -> "extensions/" + name + "/template.yaml"));
  }

  @ParameterizedTest
  @MethodSource("templates")
  void thePartsOfAWebSocketApiAreMadeOneAfterTheOther(String template) {
    assertThat(WebSocketParts.of(SourceFile.read(template)).madeAtOnce()).isEmpty();
  }

  @Test
  void partsThatMayBeMadeAtTheSameTimeAreFound() {
    var template =
        """
        Resources:
          Connect:
            Type: AWS::ApiGatewayV2::Route
            Properties: {ApiId: !Ref Live, Target: !Sub "integrations/${Call}"}
          Disconnect:
            Type: AWS::ApiGatewayV2::Route
            DependsOn: Connect
            Properties: {ApiId: !Ref Live, Target: !Sub "integrations/${Call}"}
          Call: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Live}}
          Stage:
            Type: AWS::ApiGatewayV2::Stage
            DependsOn: [Connect, Disconnect]
            Properties: {ApiId: !Ref Live}
          Other: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref Another}}
        """;
    assertThat(madeAtOnce(template)).isEmpty();
    assertThat(madeAtOnce(template.replace("    DependsOn: Connect\n", "")))
        .containsExactly("Connect and Disconnect");
    assertThat(madeAtOnce(template.replace("[Connect, Disconnect]", "Connect")))
        .containsExactly("Disconnect and Stage");
    assertThat(madeAtOnce(template.replace("!Ref Another", "!Ref Live"))).hasSize(4);
  }

  private static List<String> madeAtOnce(String template) {
    return WebSocketParts.of(SourceFile.of(template)).madeAtOnce();
  }

  /**
   * SAM sees no change where only a parameter changes, and would leave the old API at its stage.
   */
  @Test
  void everyDeploymentReachesTheApisStage() {
    var apis =
        TEMPLATE
            .values()
            .filter(
                value ->
                    value.path().matches("/Resources/\\w+/Type")
                        && value.text().equals("AWS::Serverless::Api"))
            .toList();
    assertThat(apis)
        .isNotEmpty()
        .allSatisfy(
            api ->
                assertThat(TEMPLATE.values())
                    .anyMatch(
                        value ->
                            value
                                    .path()
                                    .equals(api.path().replace("/Type", "/Properties/AlwaysDeploy"))
                                && value.text().equals("true")));
  }

  /** A hook that has nothing to try would only take executions from the others. */
  @Test
  void theHookIsOfTheFunctionsThatItTries() throws IOException {
    var trials = sources().filter(file -> file.endsWith("Trials.java")).findFirst().orElseThrow();
    var tried = Pattern.compile("case \"(\\w+)Handler\"").matcher(Files.readString(trials));
    assertThat(functionsWith("/DeploymentPreference/Hooks/PreTraffic"))
        .isEqualTo(tried.results().map(one -> one.group(1) + "Function").collect(toSet()));
  }

  /** The others are called rarely, and a snapshot that is not used goes. */
  @Test
  void whatStartsFromASnapshotIsPrimed() throws IOException {
    var primed = new HashSet<String>();
    for (var file : sources().filter(one -> one.toString().endsWith("Handler.java")).toList()) {
      if (Files.readString(file).matches("(?s).*implements[^{]*\\bPrimed\\b.*")) {
        primed.add(file.getFileName().toString().replace("Handler.java", "Function"));
      }
    }
    assertThat(functionsWith("/SnapStart/ApplyOn")).isEqualTo(primed);
  }

  private static Stream<Path> sources() throws IOException {
    try (var files = Files.walk(Path.of("../functions"))) {
      return files.filter(file -> file.toString().contains("/src/main/")).toList().stream();
    }
  }

  private static Set<String> functionsWith(String property) {
    return TEMPLATE
        .values()
        .map(Value::path)
        .filter(path -> path.matches("/Resources/\\w+/Properties" + property))
        .map(path -> path.split("/")[2])
        .collect(toSet());
  }

  /** China and GovCloud have partitions of their own. */
  @ParameterizedTest
  @ValueSource(
      strings = {"template.yaml", "api/openapi.yaml", "statemachines/order-workflow.asl.yaml"})
  void noArnHasAFixedPartition(String file) {
    assertThat(SourceFile.read(file).values())
        .filteredOn(value -> value.text().matches("(?s).*\\barn:aws[a-z-]*:.*"))
        .isEmpty();
  }
}

package localcloud.sam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import localcloud.cloud.ResourceHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shapes that public templates have, which did not pass once. */
class StrangersTemplatesTest {
  private static final StackSettings SETTINGS =
      StackSettings.local("s", "http://127.0.0.1:1", "http://127.0.0.1:2", Map.of());

  @TempDir Path folder;

  @Test
  void aFunctionWithoutCodeUriIsTheTemplatesFolder() throws IOException {
    var plan =
        check(
            "Work: {Type: AWS::Serverless::Function, Properties: {Handler: a.b, Runtime: nodejs22.x}}");

    assertThat(plan.stack().resources().get("Work").properties().at("/Code/LocalPath").asText())
        .isEqualTo(folder.toString());
  }

  @Test
  void aGradualDeploymentIsListedAndItsApplicationCanBeNamed() throws IOException {
    var plan =
        check(
            """
            Work:
                Type: AWS::Serverless::Function
                Properties:
                  Handler: a.b
                  Runtime: java21
                  AutoPublishAlias: live
                  DeploymentPreference: {Type: Linear10PercentEvery1Minute}
                  Environment:
                    Variables: {APPLICATION: !Ref ServerlessDeploymentApplication}
            """);

    assertThat(plan.withoutEffect())
        .anyMatch(line -> line.startsWith("AWS::CodeDeploy::DeploymentGroup: "));
    assertThat(plan.stack().resources().get("Work").properties().at("/Environment").toString())
        .contains("s-ServerlessDeploymentApplication");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Type: AWS::Serverless::Function, Connectors: {C: {Properties: {Destination: {Id: T}}}}"
            + " | give the source's role the permissions by Policies",
        "Type: AWS::Serverless::Connector | give the source's role the permissions by Policies",
        "Type: AWS::Serverless::Function, Properties: {Handler: a.b, Runtime: java25,"
            + " FunctionUrlConfig: {AuthType: NONE, InvokeMode: RESPONSE_STREAM}} | write BUFFERED",
        "Type: AWS::Serverless::Function, Properties: {Handler: a.b, Runtime: python3.8}"
            + " | AWS has ended it; take python3.13",
      })
  void whatDoesNotRunSaysWhatToWriteInstead(String resource, String instead) {
    assertThatThrownBy(() -> check("Thing: {" + resource + "}"))
        .isInstanceOf(InvalidTemplateException.class)
        .hasMessageStartingWith("template.yaml:2: Thing")
        .hasMessageContaining(instead);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Auth: {Authorizers: {L: {FunctionPayloadType: ALL, FunctionArn: x}}} | authorizer L",
        "Domain: {DomainName: a.b} | Api.Domain",
      })
  void whatAnApiIsRefusedForIsTheOnlyFinding(String property, String named) {
    assertThatThrownBy(
            () ->
                check(
                    """
                    Api: {Type: AWS::Serverless::Api, Properties: {StageName: a, %s}}
                      Work:
                        Type: AWS::Serverless::Function
                        Properties:
                          Handler: a.b
                          Runtime: java25
                          Events:
                            Get: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /, Method: get}}
                    """
                        .formatted(property)))
        .isInstanceOf(InvalidTemplateException.class)
        .hasMessageStartingWith("template.yaml:2: Api")
        .hasMessageContaining(named);
  }

  private StackPlan check(String resource) throws IOException {
    var file = Files.writeString(folder.resolve("template.yaml"), "Resources:\n  " + resource);
    return SamTemplate.check(file, SETTINGS, ResourceHandlers.ALL);
  }
}

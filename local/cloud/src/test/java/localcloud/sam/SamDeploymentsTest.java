package localcloud.sam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import localcloud.cloud.ResourceHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gradual deployments: what SAM makes of them, and the circles that CloudFormation refuses. */
class SamDeploymentsTest {
  private static final String ALARM = "!Ref Errors";
  private static final String ALARM_BY_NAME = "!Sub '${AWS::StackName}-Errors'";

  /**
   * A function that starts a workflow, the workflow that invokes another function's alias, that
   * function's gradual deployment with an alarm on both, and a hook that invokes them.
   */
  private static final String CIRCLE =
      """
      Parameters:
        Shift: {Type: String, Default: Canary10Percent5Minutes}
      Mappings:
        Shifts: {none: {Enabled: "false"}, Canary10Percent5Minutes: {Enabled: "true"}}
      Globals:
        Function:
          Handler: a.b
          Runtime: java25
          AutoPublishAlias: live
      Resources:
        Accept:
          Type: AWS::Serverless::Function
          Properties: {Environment: {Variables: {MACHINE: !Ref Machine}}}
        Task:
          Type: AWS::Serverless::Function
          Properties:
            DeploymentPreference:
              Type: !Ref Shift
              Enabled: !FindInMap [Shifts, !Ref Shift, Enabled]
              Alarms: [%s]
              Hooks: {PreTraffic: !Ref Try}
        Try:
          Type: AWS::Serverless::Function
          Properties:
            Policies: [%s]
        Machine:
          Type: AWS::Serverless::StateMachine
          Properties:
            Definition:
              StartAt: Work
              States: {Work: {Type: Task, Resource: !Ref Task.Alias, End: true}}
        Errors:
          Type: AWS::CloudWatch::Alarm
          Properties:
            AlarmName: !Sub '${AWS::StackName}-Errors'
            ComparisonOperator: GreaterThanThreshold
            EvaluationPeriods: 1
            Dimensions: [{Name: FunctionName, Value: !Ref Accept}]
        %s
      """;

  private static final String INVOKE =
      "{Statement: {Effect: Allow, Action: lambda:InvokeFunction, Resource: !Sub '${Accept.Arn}:*'}}";

  private static final String POLICY_OF_ITS_OWN =
      """
      May:
          Type: AWS::IAM::Policy
          Properties:
            PolicyName: may
            Roles: [!Ref TryRole]
            PolicyDocument: {Statement: [{Effect: Allow, Action: lambda:InvokeFunction,
              Resource: !Sub '${Accept.Arn}:*'}]}
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alarm by reference, apart",
        "alarm by reference, in the role",
        "by name, in the role"
      })
  void aCircleThroughAnUpdatePolicyIsRefused(String variant) {
    var alarm = variant.contains("by reference") ? ALARM : ALARM_BY_NAME;
    var isApart = variant.endsWith("apart");
    var template = CIRCLE.formatted(alarm, isApart ? "" : INVOKE, isApart ? POLICY_OF_ITS_OWN : "");

    assertThatThrownBy(() -> load(template, Map.of()))
        .isInstanceOf(InvalidTemplateException.class)
        .hasMessageContaining("circular dependency: ")
        .hasMessageContaining("TaskAliaslive ->");
    assertThat(load(template, Map.of("Shift", "none")).resources())
        .doesNotContainKeys("TaskDeploymentGroup", "ServerlessDeploymentApplication");
  }

  @Test
  void anAlarmByNameAndAPolicyOfItsOwnMakeNoCircle() {
    var stack = load(CIRCLE.formatted(ALARM_BY_NAME, "", POLICY_OF_ITS_OWN), Map.of());

    assertThat(stack.resources())
        .containsKeys("TaskDeploymentGroup", "CodeDeployServiceRole")
        .doesNotContainKeys("AcceptDeploymentGroup", "TryDeploymentGroup");
    assertThat(stack.resources().get("TaskDeploymentGroup").properties().at("/AlarmConfiguration"))
        .hasToString("{\"Enabled\":true,\"Alarms\":[{\"Name\":\"s-Errors\"}]}");
    assertThat(List.copyOf(stack.resources().keySet()))
        .containsSubsequence("Try", "TaskAliaslive", "Machine", "Accept");
  }

  @Test
  void onlyTheRingIsNamed() {
    assertThatThrownBy(
            () ->
                load(
                    """
                    Resources:
                      First: {Type: AWS::SQS::Queue, DependsOn: A}
                      A: {Type: AWS::SQS::Queue, UpdatePolicy: {Some: !Ref B}}
                      B: {Type: AWS::SQS::Queue, DependsOn: A}
                    """,
                    Map.of()))
        .hasMessageEndingWith("circular dependency: A -> B -> A; take one reference out");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DeploymentPreference: {Type: AllAtOnce} | DeploymentPreference requires AutoPublishAlias",
        "AutoPublishAlias: live, DeploymentPreference: {Alarms: [a]} | DeploymentPreference has no Type",
        "AutoPublishAlias: !If [On, live, x] | AutoPublishAlias: SAM reads no Fn::If",
        "AutoPublishAlias: live, DeploymentPreference: {Type: AllAtOnce, Enabled: !If [On, true, false]}"
            + " | DeploymentPreference.Enabled: SAM reads no Fn::If",
      })
  void whatSamRefusesIsRefused(String properties, String named) {
    assertThatThrownBy(
            () ->
                load(
                    """
                    Conditions: {On: !Equals [a, a]}
                    Resources:
                      Work: {Type: AWS::Serverless::Function, Properties: {Handler: a.b, Runtime: java25, %s}}
                    """
                        .formatted(properties),
                    Map.of()))
        .isInstanceOf(InvalidTemplateException.class)
        .hasMessageStartingWith("template.yaml:3: ")
        .hasMessageContaining(named);
  }

  @Test
  void anAliasMayBeAParameters() {
    var stack =
        load(
            """
            Parameters: {Name: {Type: String, Default: live}}
            Resources:
              Work:
                Type: AWS::Serverless::Function
                Properties: {Handler: a.b, Runtime: java25, AutoPublishAlias: !Ref Name}
            """,
            Map.of("Name", "stable"));

    assertThat(stack.resources()).containsKey("WorkAliasstable");
  }

  private Stack load(String template, Map<String, String> parameters) {
    try {
      var file = Files.writeString(folder.resolve("template.yaml"), template);
      var settings =
          StackSettings.local("s", "http://127.0.0.1:1", "http://127.0.0.1:2", parameters);
      return SamTemplate.load(file, settings, ResourceHandlers.ALL);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

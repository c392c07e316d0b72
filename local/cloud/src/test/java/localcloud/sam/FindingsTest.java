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

/** All that is wrong with a template is said at once, each in a line with its place. */
class FindingsTest {
  @TempDir Path folder;

  @Test
  void tenFaultsAreTenLines() {
    var template =
        """
        Parameters:
          Needed: {Type: String}
        Resources:
          Bucket: {Type: AWS::S3::Bucket}
          Typed:
            Type: AWS::SQS::Queue
            Properties:
              VisibilityTimeot: 5
              RedrivePolicy:
                deadLetterTargetArn: !GetAtt Nowhere.Arn
                maxReceiveCount: 3
          Slow:
            Type: AWS::SQS::Queue
            Properties:
              VisibilityTimeout: 99999
          Named:
            Type: AWS::SQS::Queue
            Properties: {QueueName: !Cidr [a, 1]}
          Work:
            Type: AWS::Serverless::Function
            Properties:
              CodeUri: nothing
              Handler: a.B
              Runtime: java25
              Timeout: 901
          Keyless: {Type: AWS::DynamoDB::Table, Properties: {AttributeDefinitions: []}}
          Flow:
            Type: AWS::Serverless::StateMachine
            Properties:
              Definition: {StartAt: Call, States: {Call: {Type: Nap, End: true}}}
        """;
    assertThatThrownBy(() -> plan(template))
        .isInstanceOf(InvalidTemplateException.class)
        .hasMessage(
            """
            10 findings:
            template.yaml:2: parameter Needed: has no default and no value; give it a value
            template.yaml:4: Bucket (AWS::S3::Bucket): resource type AWS::S3::Bucket is not supported locally; leave the resource out
            template.yaml:8: Typed.VisibilityTimeot (AWS::SQS::Queue): is not supported locally; did you mean VisibilityTimeout?
            template.yaml:10: Typed.RedrivePolicy.deadLetterTargetArn (AWS::SQS::Queue): GetAtt Nowhere.Arn: no resource Nowhere; declare it
            template.yaml:15: Slow.VisibilityTimeout (AWS::SQS::Queue): is 99999; write a whole number from 0 to 43200
            template.yaml:18: Named.QueueName (AWS::SQS::Queue): Fn::Cidr is not supported locally; write its value
            template.yaml:21: Work.Code (AWS::Lambda::Function): Function Work is not built: there is no BUILD/Work, and FOLDER/nothing does not hold its handler; build it, for example with sam build
            template.yaml:25: Work.Timeout (AWS::Lambda::Function): is 901; write a whole number from 1 to 900
            template.yaml:26: Keyless.KeySchema (AWS::DynamoDB::Table): is missing; AWS::DynamoDB::Table needs it
            template.yaml:30: Flow.Definition (AWS::StepFunctions::StateMachine): SCHEMA_VALIDATION_FAILED: Unknown state type 'Nap' at /States/Call/Type; mend the definition"""
                .replace("BUILD", folder.resolve("build").toString())
                .replace("FOLDER", folder.toString()));
  }

  @Test
  void whatBreaksTheYamlIsSaidWithItsLine() {
    assertThatThrownBy(() -> plan("A: 1\nA: 2\nB: !Mine x\n"))
        .hasMessageStartingWith(
            "2 findings:\ntemplate.yaml:2: key A appears twice; keep one of them")
        .hasMessageContaining("template.yaml:3: tag !Mine is unknown");
  }

  @Test
  void aFaultIsNotRepeatedByThoseThatReferToIt() {
    assertThatThrownBy(
            () ->
                plan(
                    """
                    Resources:
                      Bucket: {Type: AWS::S3::Bucket}
                      Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Bucket}}
                    Outputs:
                      Bucket: {Value: !GetAtt Bucket.Arn}
                    """))
        .isInstanceOfSatisfying(
            InvalidTemplateException.class, e -> assertThat(e.findings()).hasSize(1));
  }

  private void plan(String yaml) throws IOException {
    var file = Files.writeString(folder.resolve("template.yaml"), yaml);
    var settings =
        StackSettings.local("shop", "http://127.0.0.1:1", "http://127.0.0.1:2", Map.of());
    SamTemplate.plan(file, settings, folder.resolve("build"), ResourceHandlers.ALL);
  }
}

package localcloud.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import localcloud.aws.AwsCall;
import localcloud.faults.FaultRules;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Permissions, faults, the counter and the service all look into a call: its JSON is parsed once.
 * The JVM's method tracing counts what Jackson parses.
 */
class ParsedOnceTest {
  private static final String ROLE = "arn:aws:iam::000000000000:role/caller";
  private static final String REQUEST = "localcloud.aws.RequestBody.parsed";
  private static final String METER = "localcloud.dynamodb.CapacityMeter.parse";
  private static final String TEMPLATE =
      """
      Transform: AWS::Serverless-2016-10-31
      Resources:
        Role:
          Type: AWS::IAM::Role
          Properties:
            RoleName: caller
            AssumeRolePolicyDocument:
              Statement: [{Effect: Allow, Principal: {Service: states.amazonaws.com}, Action: sts:AssumeRole}]
            Policies:
              - PolicyName: all
                PolicyDocument:
                  Statement:
                    - {Effect: Allow, Action: ['dynamodb:*', 'sqs:*', 'events:*', 'states:*'], Resource: '*'}
        Table:
          Type: AWS::DynamoDB::Table
          Properties:
            TableName: things
            BillingMode: PAY_PER_REQUEST
            AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
            KeySchema: [{AttributeName: id, KeyType: HASH}]
        Queue:
          Type: AWS::SQS::Queue
          Properties:
            QueueName: jobs.fifo
            FifoQueue: true
            ContentBasedDeduplication: true
            DeduplicationScope: messageGroup
            FifoThroughputLimit: perMessageGroupId
        Machine:
          Type: AWS::Serverless::StateMachine
          Properties:
            Name: flow
            Role: !GetAtt Role.Arn
            Definition: {StartAt: A, States: {A: {Type: Pass, End: true}}}
      """;

  @TempDir static Path folder;
  private static LocalCloud cloud;

  @BeforeAll
  static void start() throws IOException {
    var template = Files.writeString(folder.resolve("template.yaml"), TEMPLATE);
    cloud = LocalCloud.start(LocalCloudSettings.of(template, folder));
    var rule = "{\"id\":\"a\",\"fault\":\"deny\",\"resource\":\"nothing\",\"function\":\"root\"}";
    cloud.faults().replace(FaultRules.parse("{\"seed\":1,\"rules\":[" + rule + "]}"));
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  /** The meter also reads the answer. */
  @Test
  void ofDynamoDb() {
    assertThat(
            parsedBy(
                "dynamodb",
                "DynamoDB_20120810.PutItem",
                "{'TableName':'things','Item':{'id':{'S':'a'}}}"))
        .containsExactly(REQUEST, METER);
    assertThat(
            parsedBy(
                "dynamodb",
                "DynamoDB_20120810.TransactWriteItems",
                "{'TransactItems':[{'Put':{'TableName':'things','Item':{'id':{'S':'b'}}}}]}"))
        .containsExactly(REQUEST, METER);
  }

  @Test
  void ofSqs() {
    var message = "','MessageBody':'b','MessageGroupId':'g'}";
    var url = cloud.endpointUrl() + "/000000000000/jobs.fifo";
    assertThat(parsedBy("sqs", "AmazonSQS.SendMessage", "{'QueueUrl':'" + url + message))
        .containsExactly(REQUEST);
  }

  @Test
  void ofEventBridge() {
    assertThat(
            parsedBy(
                "events",
                "AWSEvents.PutEvents",
                "{'Entries':[{'Source':'a','DetailType':'b','Detail':'{}'}]}"))
        .containsExactly(REQUEST, "localcloud.eventbridge.Envelopes.detail");
  }

  @Test
  void ofStepFunctions() {
    var machine = "arn:aws:states:us-east-1:000000000000:stateMachine:flow";
    assertThat(
            parsedBy(
                "states",
                "AWSStepFunctions.ListExecutions",
                "{'stateMachineArn':'" + machine + "'}"))
        .containsExactly(REQUEST);
  }

  /** The parses of JSON that this thread does for a call, by the method that asks for each. */
  private static List<String> parsedBy(String service, String target, String body) {
    try (var recording = new Recording()) {
      recording
          .enable("jdk.MethodTrace")
          .with("filter", "com.fasterxml.jackson.databind.ObjectMapper::_readTreeAndClose")
          .withStackTrace();
      recording.start();
      var answer = cloud.aws().answer(AwsCall.json(service, ROLE, target, body.replace('\'', '"')));
      recording.stop();
      assertThat(answer.isError()).as(answer.text()).isFalse();
      var file = Files.createTempFile(folder, "call", ".jfr");
      recording.dump(file);
      return RecordingFile.readAllEvents(file).stream()
          .filter(event -> event.getEventType().getName().equals("jdk.MethodTrace"))
          .filter(event -> event.getThread().getJavaThreadId() == Thread.currentThread().threadId())
          .map(ParsedOnceTest::caller)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String caller(RecordedEvent event) {
    return event.getStackTrace().getFrames().stream()
        .map(RecordedFrame::getMethod)
        .map(method -> method.getType().getName() + "." + method.getName())
        .filter(name -> name.startsWith("localcloud"))
        .findFirst()
        .orElse("");
  }
}

package localcloud.iam;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManagedPoliciesTest {
  @ParameterizedTest
  @CsvSource({
    "AWSLambdaBasicExecutionRole,logs:PutLogEvents,sqs:SendMessage",
    "AWSXRayDaemonWriteAccess,xray:PutTraceSegments,xray:GetTraceGraph",
    "AWSLambdaSQSQueueExecutionRole,sqs:ReceiveMessage,sqs:SendMessage",
    "AWSLambdaDynamoDBExecutionRole,dynamodb:GetRecords,dynamodb:GetItem",
    "AmazonDynamoDBFullAccess,dynamodb:PutItem,s3:PutObject",
    "AmazonDynamoDBReadOnlyAccess,dynamodb:Query,dynamodb:PutItem",
    "AmazonSQSFullAccess,sqs:SendMessage,sns:Publish",
    "AmazonSNSFullAccess,sns:Publish,sqs:SendMessage",
    "AWSLambdaRole,lambda:InvokeFunction,lambda:GetFunction",
    "AWSStepFunctionsFullAccess,states:StartExecution,events:PutEvents",
    "AmazonEventBridgeFullAccess,events:PutEvents,iam:PassRole",
    "CloudWatchLogsFullAccess,logs:CreateLogGroup,s3:GetObject",
    "AdministratorAccess,anything:AtAll,",
  })
  void allowsWhatAwsAllows(String name, String allowed, String refused) {
    assertThat(allows(name, allowed)).isTrue();
    assertThat(refused != null && allows(name, refused)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"AmazonEventBridgeFullAccess", "AmazonEventBridgeSchedulerFullAccess"})
  void passesARoleOnlyToTheServiceOfTheCondition(String name) {
    var role = "arn:aws:iam::000000000000:role/any";
    assertThat(allows(name, Need.toPassRole(role, "scheduler.amazonaws.com"))).isTrue();
    assertThat(allows(name, Need.toPassRole(role, "lambda.amazonaws.com"))).isFalse();
  }

  @Test
  void knowsWhichPoliciesItHas() {
    assertThat(ManagedPolicies.isKnown("arn:aws:iam::aws:policy/Mine")).isFalse();
    assertThat(ManagedPolicies.isKnown("arn:aws:iam::aws:policy/service-role/AWSLambdaRole"))
        .isTrue();
  }

  private static boolean allows(String name, String action) {
    return allows(name, new Need(action, "arn:aws:x:::any"));
  }

  private static boolean allows(String name, Need need) {
    return ManagedPolicies.statements("arn:aws:iam::aws:policy/" + name).stream()
        .anyMatch(
            statement ->
                statement
                    .match("Role", need.action(), need.resources().getFirst(), need.context())
                    .isPresent());
  }
}

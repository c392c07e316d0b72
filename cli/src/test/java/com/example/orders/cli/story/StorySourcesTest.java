package com.example.orders.cli.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.cli.CommandException;
import com.example.orders.cli.StackOutputs;
import com.example.orders.cli.story.JsonCalls.Answer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.regions.Region;

/** Reads a deployed stack, whose services answer in the form that AWS documents. */
class StorySourcesTest {
  private static final String ORDER = "0199c0de-0000-7000-8000-000000000001";
  private static final String SUB = "0394e8e2-5081-7020-06bd-44bdfc84dd10";
  private static final Answer NO_EXECUTION =
      new Answer(
          400,
          """
          {"__type": "com.amazonaws.swf.service.v2.model#ExecutionDoesNotExist",
           "message": "Execution Does Not Exist"}""");
  private static final Answer THROTTLED =
      new Answer(400, "{\"__type\": \"ThrottlingException\", \"message\": \"Rate exceeded\"}");

  private final Map<String, Deque<Answer>> answers = new HashMap<>();
  private final List<String> requests = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();

  @BeforeEach
  void anOrderWithoutAnExecution() {
    answer("GetItem", row("CONFIRMED"));
    answer("DescribeExecution", NO_EXECUTION);
    answer("FilterLogEvents", new Answer(200, "{\"events\": []}"));
  }

  @ParameterizedTest
  @CsvSource({
    "eu-west-1, https://logs.eu-west-1.amazonaws.com/",
    "cn-north-1, https://logs.cn-north-1.amazonaws.com.cn/",
    "us-gov-west-1, https://logs.us-gov-west-1.amazonaws.com/"
  })
  void aServiceIsAskedInItsPartition(String region, String address) {
    assertThat(JsonCalls.address("logs", Region.of(region))).isEqualTo(address);
  }

  @Test
  void anExecutionThatDoesNotExistIsNoError() {
    assertThat(read().path("executions")).isEmpty();
    assertThat(requests).filteredOn(request -> request.startsWith("DescribeExecution")).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|{\"__type\": \"AccessDeniedException\", \"Message\": \"dev may not\"}"
            + "|AWSStepFunctions.DescribeExecution: 400 AccessDeniedException dev may not",
        "400|{\"__type\": \"InvalidArn\", \"message\": \"Invalid Arn\"}"
            + "|AWSStepFunctions.DescribeExecution: 400 InvalidArn Invalid Arn",
        "503|<html>|AWSStepFunctions.DescribeExecution: 503  <html>",
      })
  void everyOtherErrorIsNamedWithItsCall(int status, String body, String message) {
    answer("DescribeExecution", new Answer(status, body));

    assertThatThrownBy(this::read).isInstanceOf(CommandException.class).hasMessage(message);
  }

  @Test
  void aServiceThatThrottlesIsAskedAgainEachTimeLater() {
    answer("FilterLogEvents", THROTTLED, THROTTLED, THROTTLED, new Answer(200, "{}"));

    assertThat(read().path("lines")).isEmpty();
    assertThat(pauses).extracting(Duration::toMillis).containsExactly(500L, 1000L, 2000L);
  }

  @Test
  void aServiceThatThrottlesAlwaysIsGivenUp() {
    answer("FilterLogEvents", THROTTLED);

    assertThatThrownBy(this::read)
        .isInstanceOf(CommandException.class)
        .hasMessage("Logs_20140328.FilterLogEvents: 400 ThrottlingException Rate exceeded");
    assertThat(pauses).extracting(Duration::toMillis).endsWith(8000L).hasSize(5);
  }

  @Test
  void theLinesOfAnEndedOrderAreSoughtFromItsFirstTimeToItsLast() {
    read();

    var request = request("FilterLogEvents");
    assertThat(time(request, "startTime")).isEqualTo("2026-03-01T09:50:00Z");
    assertThat(time(request, "endTime")).isEqualTo("2026-03-01T10:10:25Z");
  }

  @Test
  void theLinesOfAnOrderThatGoesOnAreSoughtUntilNow() {
    answer("GetItem", row("CHARGING"));

    read();

    var request = request("FilterLogEvents");
    assertThat(time(request, "startTime")).isEqualTo("2026-03-01T09:50:00Z");
    assertThat(request.has("endTime")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "orderly-dev-AcceptOrdersFunction-h3KdQ0abCdEf, AcceptOrdersFunction",
    "orderly-dev-AcceptOrdersFunction, AcceptOrdersFunction",
    "named-by-hand, named-by-hand",
  })
  void aFunctionIsCalledAsInTheTemplate(String name, String called) {
    answer(
        "FilterLogEvents",
        new Answer(
            200,
            """
            {"events": [{"message": "{\\"timestamp\\": \\"2026-03-01T10:00:01Z\\", \
            \\"level\\": \\"INFO\\", \\"function_name\\": \\"%s\\"}"}]}"""
                .formatted(name)));

    assertThat(read().at("/lines/0/function").asText()).isEqualTo(called);
  }

  /** The customer's tokens have the subject, so the row's key has it too. */
  @Test
  void aCustomerIsFoundByUserName() {
    answer(
        "AdminGetUser",
        new Answer(
            200,
            """
            {"Enabled": true, "UserAttributes": [
              {"Name": "email", "Value": "a@example.com"}, {"Name": "sub", "Value": "%s"}],
             "Username": "acme", "UserStatus": "CONFIRMED"}"""
                .formatted(SUB)));

    read("acme");

    assertThat(request("AdminGetUser").path("UserPoolId").asText()).isEqualTo("eu-west-1_Pool");
    assertThat(request("AdminGetUser").path("Username").asText()).isEqualTo("acme");
    assertThat(request("GetItem").at("/Key/customer/S").asText()).isEqualTo(SUB);
    assertThat(request("DescribeExecution").path("executionArn").asText())
        .endsWith(":execution:W:" + SUB + "-" + ORDER);
  }

  @Test
  void aSubjectIsTakenAsItIs() {
    read();

    assertThat(requests).noneMatch(request -> request.startsWith("AdminGetUser"));
    assertThat(request("GetItem").at("/Key/customer/S").asText()).isEqualTo(SUB);
  }

  @Test
  void aUserNameThatNobodyHasIsSaid() {
    answer(
        "AdminGetUser",
        new Answer(
            400,
            """
            {"__type": "UserNotFoundException", "message": "User does not exist."}"""));

    assertThatThrownBy(() -> read("acne")).hasMessage("The stack has no customer acne");
  }

  private ObjectNode read() {
    return read(SUB);
  }

  private ObjectNode read(String customer) {
    var outputs =
        new StackOutputs(
            Map.of(
                "CustomerPoolId", "eu-west-1_Pool",
                "OrdersTableName", "orderly-dev-OrdersTable-1A",
                "OrderWorkflowArn", "arn:aws:states:eu-west-1:111122223333:stateMachine:W",
                "ApplicationLogGroupName", "orderly-dev-ApplicationLogGroup-1A"));
    return new StorySources("orderly-dev", outputs, null, new JsonCalls(this::send, pauses::add))
        .read(ORDER, customer);
  }

  /** The last answer is given again and again. */
  private void answer(String operation, Answer... all) {
    answers.put(operation, new ArrayDeque<>(List.of(all)));
  }

  private Answer send(String service, String target, String body) {
    var operation = target.substring(target.indexOf('.') + 1);
    requests.add(operation + " " + body);
    var left = answers.get(operation);
    return left.size() > 1 ? left.remove() : left.getFirst();
  }

  private JsonNode request(String operation) {
    return requests.stream()
        .filter(request -> request.startsWith(operation + " "))
        .map(request -> json(request.substring(operation.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static Instant time(JsonNode request, String name) {
    return Instant.ofEpochMilli(request.path(name).asLong());
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private static Answer row(String status) {
    return new Answer(
        200,
        """
        {"Item": {"status": {"S": "%s"}, "customer": {"S": "%s"}, "history": {"L": [
          {"M": {"status": {"S": "ACCEPTED"}, "at": {"S": "2026-03-01T10:00:00Z"}}},
          {"M": {"status": {"S": "%s"}, "at": {"S": "2026-03-01T10:00:25Z"}}}]}}}"""
            .formatted(status, SUB, status));
  }
}

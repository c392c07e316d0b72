package localcloud.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.endpoint.AwsErrors;
import localcloud.endpoint.Protocol;

/** The errors with which each service itself answers, by the SDKs' service models. */
final class FaultAnswers {
  private record Words(int status, String code, String message) {}

  private static final Words RATE = new Words(400, "ThrottlingException", "Rate exceeded");

  private static final Map<String, Words> THROTTLES =
      Map.of(
          "execute-api",
          new Words(429, "LimitExceededException", "Rate exceeded"),
          "dynamodb",
          new Words(
              400,
              "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
              "The level of configured provisioned throughput for the table was exceeded."
                  + " Consider increasing your provisioning level with the UpdateTable API."),
          "sqs",
          new Words(
              400, "com.amazonaws.sqs#RequestThrottled", "The request was denied: throttling."),
          "lambda",
          new Words(429, "TooManyRequestsException", "Rate Exceeded."),
          "cognito-idp",
          new Words(400, "TooManyRequestsException", "Rate exceeded"),
          "appconfig",
          new Words(429, "ThrottlingException", "Rate exceeded"),
          "s3",
          new Words(503, "SlowDown", "Please reduce your request rate."),
          "sts",
          new Words(400, "Throttling", "Rate exceeded"),
          "cloudformation",
          new Words(400, "Throttling", "Rate exceeded"));

  private static final Words FAILURE =
      new Words(500, "InternalFailure", "The request processing has failed.");

  private static final Map<String, Words> FAILURES =
      Map.of(
          "dynamodb",
          new Words(
              500,
              "com.amazonaws.dynamodb.v20120810#InternalServerError",
              "The request processing has failed because of an unknown error, exception or"
                  + " failure."),
          "sqs",
          new Words(503, "ServiceUnavailable", "The request has failed: try again."),
          "lambda",
          new Words(500, "ServiceException", "The service encountered an internal error."),
          "s3",
          new Words(500, "InternalError", "We encountered an internal error. Please try again."),
          "secretsmanager",
          new Words(500, "InternalServiceError", "An error occurred on the server side."),
          "events",
          new Words(500, "InternalException", "This exception occurs due to unexpected causes."),
          "appconfig",
          new Words(500, "InternalServerException", "There was an internal failure."),
          "cognito-idp",
          new Words(500, "InternalErrorException", "The service met an internal error."));

  private FaultAnswers() {}

  static AwsAnswer throttle(AwsCall call) {
    return answer(call, THROTTLES.getOrDefault(call.service(), RATE));
  }

  static AwsAnswer serverError(AwsCall call) {
    return answer(call, FAILURES.getOrDefault(call.service(), FAILURE));
  }

  /** The first half of the answer. A body of one byte or none is not JSON or XML afterwards. */
  static AwsAnswer broken(AwsAnswer answer) {
    var body = answer.body();
    var headers = new HashMap<>(answer.headers());
    headers.remove("x-amz-crc32"); // it would tell at once
    return new AwsAnswer(
        answer.status(),
        headers,
        body.length < 2 ? "{".getBytes(UTF_8) : Arrays.copyOf(body, body.length / 2));
  }

  private static AwsAnswer answer(AwsCall call, Words words) {
    var bare = words.code().substring(words.code().indexOf('#') + 1);
    return switch (Protocol.of(call)) {
      case QUERY, REST_XML ->
          AwsErrors.answer(call, new AwsException(words.status(), bare, words.message()));
      case JSON -> {
        var error = new AwsException(words.status(), words.code(), words.message());
        var answer = AwsErrors.answer(call, error);
        var headers = new HashMap<>(answer.headers());
        if (call.service().equals("sqs")) {
          var blame = words.status() < 500 ? "Sender" : "Receiver";
          headers.put("x-amzn-query-error", bare + ";" + blame);
        }
        yield new AwsAnswer(answer.status(), headers, answer.body());
      }
      case REST -> {
        var body =
            JsonNodeFactory.instance
                .objectNode()
                .put("Type", words.status() < 500 ? "User" : "Service")
                .put("message", words.message());
        yield new AwsAnswer(
            words.status(),
            Map.of("content-type", "application/json", "x-amzn-errortype", bare),
            body.toString().getBytes(UTF_8));
      }
    };
  }
}

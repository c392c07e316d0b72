package localcloud.stepfunctions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import localcloud.aws.AwsAnswer;
import localcloud.stepfunctions.TaskResource.Kind;
import localcloud.stepfunctions.TaskResource.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The services that tasks can call, with the names that errors bear. The optimized integrations
 * name errors after the AWS SDK for Java 1, the generic {@code aws-sdk} ones after version 2
 * (recorded answers of AWS in LocalStack's error handling tests).
 */
enum ServiceApi {
  LAMBDA("lambda", "lambda", "", "Lambda", "AWSLambda", "AWSLambdaException", "Lambda", "invoke"),
  SQS("sqs", "sqs", "AmazonSQS", "SQS", "AmazonSQS", "AmazonSQSException", "Sqs", "sendMessage"),
  DYNAMODB(
      "dynamodb",
      "dynamodb",
      "DynamoDB_20120810",
      "DynamoDB",
      "AmazonDynamoDBv2",
      "AmazonDynamoDBException",
      "DynamoDb",
      "getItem",
      "putItem",
      "updateItem",
      "deleteItem"),
  SNS("sns", "sns", "AmazonSNS", "SNS", "AmazonSNS", "AmazonSNSException", "Sns", "publish"),
  EVENTS(
      "events",
      "eventbridge",
      "AWSEvents",
      "EventBridge",
      "AmazonCloudWatchEvents",
      "AmazonCloudWatchEventsException",
      "EventBridge",
      "putEvents"),
  STATES(
      "states",
      "sfn",
      "AWSStepFunctions",
      "StepFunctions",
      "AWSStepFunctions",
      "AWSStepFunctionsException",
      "Sfn",
      "startExecution"),
  SCHEDULER(
      "scheduler",
      "scheduler",
      "",
      "Scheduler",
      "AWSScheduler",
      "AWSSchedulerException",
      "Scheduler");

  /**
   * Codes for which the SDKs have no exception class, so that the service's base class is named.
   */
  private static final Set<String> UNMODELED =
      Set.of(
          "ValidationException",
          "ValidationError",
          "AccessDeniedException",
          "AccessDenied",
          "UnrecognizedClientException",
          "SerializationException",
          "MissingParameter",
          "InvalidParameterValue",
          "InternalFailure",
          "ServiceUnavailable",
          "SignatureDoesNotMatch",
          "IncompleteSignature",
          "InvalidClientTokenId",
          "UnknownOperationException");

  private final String signingName;
  private final String sdkService;
  private final String target;
  private final String prefix;
  private final String serviceInCause;
  private final String baseException;
  private final String sdkPrefix;
  private final Set<String> optimized;

  ServiceApi(
      String signingName,
      String sdkService,
      String target,
      String prefix,
      String serviceInCause,
      String baseException,
      String sdkPrefix,
      String... optimized) {
    this.signingName = signingName;
    this.sdkService = sdkService;
    this.target = target;
    this.prefix = prefix;
    this.serviceInCause = serviceInCause;
    this.baseException = baseException;
    this.sdkPrefix = sdkPrefix;
    this.optimized = Set.of(optimized);
  }

  static @Nullable ServiceApi of(TaskResource resource) {
    for (var api : values()) {
      var name = resource.kind() == Kind.SDK ? api.sdkService : api.signingName;
      if (name.equals(resource.service())) {
        return api;
      }
    }
    return null;
  }

  boolean offers(TaskResource resource) {
    var waits = resource.pattern() == Pattern.SYNC || resource.pattern() == Pattern.SYNC_2;
    if (resource.kind() == Kind.SDK) {
      var isInvoke = this == LAMBDA && resource.action().equals("invoke");
      var isJson = this != LAMBDA && this != SCHEDULER;
      return !waits && (isInvoke || isJson || RestApiCall.offers(this, resource.action()));
    }
    return optimized.contains(resource.action()) && (!waits || this == STATES);
  }

  /**
   * What of a definition's tasks is not served here; on AWS each would be served or refused when
   * the machine is created.
   */
  static List<String> unserved(JsonNode definition) {
    var unserved = new ArrayList<String>();
    for (var state : definition.path("States").properties()) {
      var body = state.getValue();
      if (body.path("Type").asText().equals("Task") && !serves(body.path("Resource").asText())) {
        unserved.add(state.getKey() + ": " + body.path("Resource").asText());
      }
      body.path("Branches").forEach(branch -> unserved.addAll(unserved(branch)));
      unserved.addAll(unserved(body.path("ItemProcessor")));
      unserved.addAll(unserved(body.path("Iterator")));
    }
    return unserved;
  }

  /** The services whose tasks are served, by the names of the two kinds of integration. */
  static String served() {
    return Stream.of(values())
        .map(api -> api.signingName + " (aws-sdk:" + api.sdkService + ")")
        .collect(Collectors.joining(", "));
  }

  private static boolean serves(String arn) {
    var resource = TaskResource.parse(arn);
    if (resource.kind() == Kind.FUNCTION) {
      return true;
    }
    var api = of(resource);
    return api != null && api.offers(resource);
  }

  String signingName() {
    return signingName;
  }

  /** The X-Amz-Target of an action that a resource names in lower camel case. */
  String target(String action) {
    return target + "." + Character.toUpperCase(action.charAt(0)) + action.substring(1);
  }

  StatesError failure(TaskResource resource, AwsAnswer answer) {
    var requestId = answer.headers().getOrDefault("x-amzn-requestid", "");
    try {
      var body = Json.parse(answer.text());
      var type = answer.headers().getOrDefault("x-amzn-errortype", body.path("__type").asText(""));
      var code = type.substring(type.indexOf('#') + 1).replaceAll(":.*", "");
      var message = body.path("message").asText(body.path("Message").asText(""));
      return failure(resource, answer.status(), code, message, requestId);
    } catch (JsonProcessingException e) {
      return failure(resource, answer.status(), "InternalFailure", answer.text(), requestId);
    }
  }

  StatesError failure(
      TaskResource resource, int status, String code, String message, String requestId) {
    if (resource.kind() == Kind.SDK) {
      var name = unmodeled(code) ? sdkPrefix + "Exception" : exception(code);
      return StatesError.of(
          sdkPrefix + "." + name,
          "%s (Service: %s, Status Code: %d, Request ID: %s)"
              .formatted(message, sdkPrefix, status, requestId));
    }
    var name = unmodeled(code) ? baseException : exception(code);
    return StatesError.of(
        prefix + "." + name,
        "%s (Service: %s; Status Code: %d; Error Code: %s; Request ID: %s; Proxy: null)"
            .formatted(message, serviceInCause, status, code, requestId));
  }

  StatesError unreachable(TaskResource resource, String cause) {
    var name = resource.kind() == Kind.SDK ? sdkPrefix : prefix;
    return StatesError.of(name + ".SdkClientException", cause);
  }

  private static boolean unmodeled(String code) {
    return code.isEmpty() || UNMODELED.contains(code);
  }

  private static String exception(String code) {
    var bare = code.substring(code.lastIndexOf('.') + 1);
    return bare.endsWith("Exception") ? bare : bare + "Exception";
  }
}

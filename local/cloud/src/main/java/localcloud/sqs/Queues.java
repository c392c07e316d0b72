package localcloud.sqs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.endpoint.AwsErrors;
import localcloud.endpoint.Protocol;
import localcloud.endpoint.QueryRequest;
import localcloud.endpoint.Xml;

/** SQS: ElasticMQ, behind the rules and the answers that AWS has and ElasticMQ has not. */
public final class Queues implements AwsService, AutoCloseable {
  private static final Pattern XML_CODE = Pattern.compile("<Code>([^<]*)</Code>");

  /** Codes that ElasticMQ spells otherwise, for any operation. */
  private static final Map<String, String> CODES =
      Map.of("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue");

  /** The shapes of the JSON protocol that have other names than the code. */
  private static final Map<String, String> SHAPES =
      Map.of(
          "InvalidParameterValue", "com.amazon.coral.service#InvalidParameterValueException",
          "MissingParameter", "com.amazon.coral.service#MissingRequiredParameterException",
          "AWS.SimpleQueueService.NonExistentQueue", "com.amazonaws.sqs#QueueDoesNotExist");

  private final QueueFacts facts = new QueueFacts();
  private final QueueRules rules = new QueueRules(facts);
  private final ElasticMq elasticMq;
  private final MessageMoves moves;

  public Queues(ElasticMq elasticMq) {
    this.elasticMq = elasticMq;
    moves = new MessageMoves(elasticMq, facts);
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    var request = SqsRequest.of(call);
    try {
      rules.check(request);
      if (request.operation().contains("MessageMoveTask")) {
        return moves.answer(request);
      }
      var answer = request.isBatch() ? batch(request) : elasticMq.answer(call);
      if (answer.isError()) {
        return corrected(request, answer);
      }
      facts.learn(request);
      return answer;
    } catch (AwsException e) {
      return error(call, e);
    }
  }

  /** The entries that break a rule fail, and the others go on. */
  private AwsAnswer batch(SqsRequest request) {
    var failed = new LinkedHashMap<String, AwsException>();
    for (var entry : request.body().path("Entries")) {
      try {
        rules.checkEntry(request, entry);
      } catch (AwsException e) {
        failed.put(entry.path("Id").asText(), e);
      }
    }
    if (failed.isEmpty()) {
      return elasticMq.answer(request.call());
    }
    var rest = ((ObjectNode) request.body()).deepCopy();
    var entries = rest.putArray("Entries");
    for (var entry : request.body().path("Entries")) {
      if (!failed.containsKey(entry.path("Id").asText())) {
        entries.add(entry);
      }
    }
    rest.put("QueueUrl", "http://127.0.0.1/queue/" + request.queue());
    var answer =
        entries.isEmpty()
            ? AwsAnswer.json("{}")
            : elasticMq.answer(json(request.call(), request.operation(), rest));
    return answer.isError() ? answer : withFailures(request, answer, failed);
  }

  static AwsCall json(AwsCall as, String operation, JsonNode body) {
    return AwsCall.json("sqs", as.principal(), "AmazonSQS." + operation, body);
  }

  private static AwsAnswer withFailures(
      SqsRequest request, AwsAnswer answer, Map<String, AwsException> failed) {
    var result = (ObjectNode) SqsRequest.parsed(answer.text());
    failed.forEach(
        (id, error) ->
            result
                .withArray("Failed")
                .addObject()
                .put("Id", id)
                .put("Code", error.code())
                .put("Message", error.getMessage())
                .put("SenderFault", true));
    return Protocol.of(request.call()) == Protocol.JSON
        ? AwsAnswer.json(result.toString())
        : QueryRequest.of(request.call()).answer(Xml.SQS, xml(request.operation(), result));
  }

  /** The flattened lists of the Query protocol. */
  private static String xml(String operation, ObjectNode result) {
    var text = new StringBuilder();
    for (var done : result.path("Successful")) {
      text.append(Xml.around(operation + "ResultEntry", Xml.of(done)));
    }
    for (var lost : result.path("Failed")) {
      text.append(Xml.around("BatchResultErrorEntry", Xml.of(lost)));
    }
    return text.toString();
  }

  private static AwsAnswer corrected(SqsRequest request, AwsAnswer answer) {
    var isJson = Protocol.of(request.call()) == Protocol.JSON;
    var code = isJson ? jsonCode(answer) : xmlCode(answer);
    var right = code(request.operation(), code);
    return right.equals(code) && !isJson
        ? answer
        : error(request.call(), new AwsException(answer.status(), right, message(answer, isJson)));
  }

  private static String code(String operation, String given) {
    var isOfAttributes = operation.equals("CreateQueue") || operation.equals("SetQueueAttributes");
    return given.equals("InvalidAttributeValue") && !isOfAttributes
        ? "InvalidParameterValue"
        : CODES.getOrDefault(given, given);
  }

  private static String jsonCode(AwsAnswer answer) {
    var type = SqsRequest.parsed(answer.text()).path("__type").asText();
    return type.substring(type.indexOf('#') + 1);
  }

  private static String xmlCode(AwsAnswer answer) {
    var code = XML_CODE.matcher(answer.text());
    return code.find() ? code.group(1) : "";
  }

  private static String message(AwsAnswer answer, boolean isJson) {
    if (isJson) {
      var body = SqsRequest.parsed(answer.text());
      return body.path("message").asText(body.path("Message").asText());
    }
    return answer.text().replaceFirst("(?s).*<Message>(.*?)</Message>.*", "$1");
  }

  /** In the JSON protocol a header has the Query protocol's code, which SDKs show. */
  private static AwsAnswer error(AwsCall call, AwsException error) {
    var answer = AwsErrors.answer(call, error);
    if (Protocol.of(call) != Protocol.JSON) {
      return answer;
    }
    var shape = error.code().substring(error.code().lastIndexOf('.') + 1);
    var body =
        JsonNodeFactory.instance
            .objectNode()
            .put("__type", SHAPES.getOrDefault(error.code(), "com.amazonaws.sqs#" + shape))
            .put("message", String.valueOf(error.getMessage()));
    var headers = new HashMap<>(answer.headers());
    headers.remove("x-amzn-errortype");
    headers.put("x-amzn-query-error", error.code() + ";Sender");
    return new AwsAnswer(answer.status(), headers, body.toString().getBytes(UTF_8));
  }

  @Override
  public void close() {
    moves.close();
    elasticMq.close();
  }
}

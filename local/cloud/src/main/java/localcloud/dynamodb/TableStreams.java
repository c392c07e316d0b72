package localcloud.dynamodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;

/**
 * DynamoDB Streams as Dynoxide serves them, under the ARNs that the template has: a table has one
 * stream, whose label is always the same. A write that changes nothing leaves no record, as on AWS;
 * that is seen where a record has both images.
 *
 * <p>A stream sleeps until it is first asked for; a mapping asks when it is enabled. Dynoxide looks
 * through all records of a table for each one that it adds, so that a stream that nobody reads
 * makes each write slower than the one before. Changes while it sleeps are not in it.
 */
public final class TableStreams {
  /** The end of the attribute StreamArn of each table. */
  public static final String LABEL = "2026-01-01T00:00:00.000";

  private static final String SPECIFICATION = "StreamSpecification";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern TABLE = Pattern.compile(":table/([^/]+)/stream/");
  private static final Pattern STREAM =
      Pattern.compile("arn:aws:dynamodb:dynoxide:(\\d*:table/[^/\"]+/stream/)[^\"]+");
  private static final Pattern STREAM_LABEL =
      Pattern.compile("(\"(?:Latest)?StreamLabel\":)\"[^\"]*\"");

  private final String region;
  private final AwsService dynoxide;

  /** The specifications of the streams that sleep, by table. */
  private final Map<String, JsonNode> asleep = new ConcurrentHashMap<>();

  /**
   * @param dynoxide answers under its own ARNs
   */
  TableStreams(String region, AwsService dynoxide) {
    this.region = region;
    this.dynoxide = dynoxide;
  }

  static boolean isFor(AwsCall call) {
    return call.headers().getOrDefault("x-amz-target", "").startsWith("DynamoDBStreams_");
  }

  /** Answers a call that creates, describes, changes or deletes a table. */
  AwsAnswer ofTable(AwsCall call) {
    var stream = call.jsonOrEmpty().path(SPECIFICATION);
    var table = call.jsonOrEmpty().path("TableName").asText();
    if (call.operation().equals("CreateTable") && stream.path("StreamEnabled").asBoolean()) {
      var created = dynoxide.answer(withoutStream(call));
      if (!created.isError()) {
        asleep.put(table, stream);
      }
      return described(created);
    }
    if (!stream.isMissingNode()) {
      wake(call, table);
    }
    var answer = dynoxide.answer(call);
    if (call.operation().equals("DeleteTable") && !answer.isError()) {
      asleep.remove(table);
    }
    return described(answer);
  }

  private static AwsCall withoutStream(AwsCall call) {
    var request = (ObjectNode) call.jsonOrEmpty().deepCopy();
    request.remove(SPECIFICATION);
    return call.withBody(request);
  }

  private AwsAnswer described(AwsAnswer answer) {
    if (answer.isError()) {
      return answer;
    }
    var body = read(answer);
    for (var part : body) {
      var stream = asleep.get(part.path("TableName").asText());
      if (stream != null && part instanceof ObjectNode description) {
        description.set(SPECIFICATION, stream);
        description.put("LatestStreamLabel", LABEL);
        description.put("LatestStreamArn", part.path("TableArn").asText() + "/stream/" + LABEL);
      }
    }
    return renamed(with(answer, body.toString()));
  }

  private void wake(AwsCall call, String table) {
    asleep.computeIfPresent(
        table,
        (name, stream) -> {
          var update = JSON.createObjectNode().put("TableName", name).set(SPECIFICATION, stream);
          var target = "DynamoDB_20120810.UpdateTable";
          var answer = dynoxide.answer(AwsCall.json("dynamodb", call.principal(), target, update));
          if (answer.isError() && !answer.text().contains("ResourceNotFoundException")) {
            throw new IllegalStateException("The stream does not start: " + answer.text());
          }
          return null;
        });
  }

  /** Answers a call of the API of streams. */
  AwsAnswer answer(AwsCall call) {
    if (call.operation().equals("ListStreams")) {
      asleep.keySet().forEach(table -> wake(call, table));
    }
    var answer = dynoxide.answer(withOwnArn(call));
    if (answer.isError()) {
      return answer;
    }
    return call.operation().equals("GetRecords") ? changes(answer) : renamed(answer);
  }

  /** An answer in which the streams have the ARNs and labels of the template. */
  private AwsAnswer renamed(AwsAnswer answer) {
    var streams =
        STREAM.matcher(answer.text()).replaceAll("arn:aws:dynamodb:" + region + ":$1" + LABEL);
    var labels = STREAM_LABEL.matcher(streams).replaceAll("$1\"" + LABEL + "\"");
    return with(answer, labels);
  }

  private AwsCall withOwnArn(AwsCall call) {
    var request = call.jsonOrEmpty().deepCopy();
    var table = TABLE.matcher(request.path("StreamArn").asText());
    if (!table.find()) {
      return call;
    }
    wake(call, table.group(1));
    return call.withBody(((ObjectNode) request).put("StreamArn", ownArn(call, table.group(1))));
  }

  private String ownArn(AwsCall call, String table) {
    var describe = JSON.createObjectNode().put("TableName", table);
    var target = "DynamoDB_20120810.DescribeTable";
    var answer = dynoxide.answer(AwsCall.json("dynamodb", call.principal(), target, describe));
    return read(answer).at("/Table/LatestStreamArn").asText("none");
  }

  private AwsAnswer changes(AwsAnswer answer) {
    var body = (ObjectNode) read(answer);
    var changes = new ArrayNode(JSON.getNodeFactory());
    for (var record : body.path("Records")) {
      if (isChange(record.path("dynamodb"))) {
        changes.add(((ObjectNode) record).put("awsRegion", region));
      }
    }
    body.set("Records", changes);
    return with(answer, body.toString());
  }

  private static JsonNode read(AwsAnswer answer) {
    try {
      return JSON.readTree(answer.text());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Dynoxide's answer is not JSON", e);
    }
  }

  private static boolean isChange(JsonNode record) {
    return !record.has("OldImage") || !record.get("OldImage").equals(record.path("NewImage"));
  }

  private static AwsAnswer with(AwsAnswer answer, String text) {
    var headers = new HashMap<>(answer.headers());
    headers.remove("x-amz-crc32"); // the SDKs check it against the body
    return new AwsAnswer(answer.status(), headers, text.getBytes(UTF_8));
  }
}

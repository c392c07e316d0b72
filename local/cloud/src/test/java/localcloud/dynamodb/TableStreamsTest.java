package localcloud.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TableStreamsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STREAM =
      "arn:aws:dynamodb:eu-west-1:000000000000:table/things/stream/" + TableStreams.LABEL;

  private final DynamoDb tables = DynamoDb.start("eu-west-1");

  @AfterEach
  void stop() {
    tables.close();
  }

  @Test
  void aStreamThatNobodyHasAskedForIsDescribedAsOneThatIsRead() {
    var created = json(create("things", "KEYS_ONLY"));
    var asleep = json(table("DescribeTable", "{'TableName':'things'}"));
    records();
    var awake = json(table("DescribeTable", "{'TableName':'things'}"));

    for (var table : new JsonNode[] {created, asleep, awake}) {
      var description = table.elements().next();
      assertThat(description.path("StreamSpecification").toString())
          .isEqualTo("{\"StreamEnabled\":true,\"StreamViewType\":\"KEYS_ONLY\"}");
      assertThat(description.path("LatestStreamArn").asText()).isEqualTo(STREAM);
      assertThat(description.path("LatestStreamLabel").asText()).isEqualTo(TableStreams.LABEL);
      assertThat(description.path("TableArn").asText() + "/stream/" + TableStreams.LABEL)
          .isEqualTo(STREAM);
    }
  }

  @Test
  void itsRecordsBeginWhenSomebodyAsksForIt() {
    create("things", "NEW_IMAGE");
    put("before");
    var none = records();
    put("after");

    assertThat(none).isEmpty();
    assertThat(records().findValuesAsText("eventName")).containsExactly("INSERT");
    assertThat(records().at("/0/dynamodb/NewImage/id/S").asText()).isEqualTo("after");
  }

  @Test
  void aListOfStreamsWakesThem() {
    create("things", "NEW_IMAGE");

    assertThat(json(stream("ListStreams", "{}")).at("/Streams/0/StreamArn").asText())
        .isEqualTo(STREAM);
    put("after");

    assertThat(records()).hasSize(1);
  }

  @Test
  void aSleepingStreamCanBeDisabledOrDeletedWithItsTable() {
    create("things", "KEYS_ONLY");
    var off = "{'TableName':'things','StreamSpecification':{'StreamEnabled':false}}";
    assertThat(table("UpdateTable", off).isError()).isFalse();
    var described = json(table("DescribeTable", "{'TableName':'things'}"));
    assertThat(described.at("/Table/StreamSpecification/StreamEnabled").asBoolean()).isFalse();

    create("others", "KEYS_ONLY");
    table("DeleteTable", "{'TableName':'others'}");
    assertThat(json(create("others", null)).at("/TableDescription/LatestStreamArn").isMissingNode())
        .isTrue();
  }

  private AwsAnswer create(String name, String view) {
    var stream =
        view == null
            ? ""
            : ",'StreamSpecification':{'StreamEnabled':true,'StreamViewType':'" + view + "'}";
    return table(
        "CreateTable",
        ("{'TableName':'%s','BillingMode':'PAY_PER_REQUEST',"
                + "'AttributeDefinitions':[{'AttributeName':'id','AttributeType':'S'}],"
                + "'KeySchema':[{'AttributeName':'id','KeyType':'HASH'}]%s}")
            .formatted(name, stream));
  }

  private void put(String id) {
    table("PutItem", "{'TableName':'things','Item':{'id':{'S':'" + id + "'}}}");
  }

  private JsonNode records() {
    var stream = json(stream("DescribeStream", "{'StreamArn':'" + STREAM + "'}"));
    var shard = stream.at("/StreamDescription/Shards/0/ShardId").asText();
    var from =
        "{'StreamArn':'%s','ShardId':'%s','ShardIteratorType':'TRIM_HORIZON'}"
            .formatted(STREAM, shard);
    var iterator = json(stream("GetShardIterator", from)).path("ShardIterator").asText();
    return json(stream("GetRecords", "{'ShardIterator':'" + iterator + "'}")).path("Records");
  }

  private AwsAnswer table(String operation, String body) {
    return answer("DynamoDB_20120810." + operation, body);
  }

  private AwsAnswer stream(String operation, String body) {
    return answer("DynamoDBStreams_20120810." + operation, body);
  }

  private AwsAnswer answer(String target, String body) {
    return tables.answer(AwsCall.json("dynamodb", "root", target, read(body.replace('\'', '"'))));
  }

  private static JsonNode json(AwsAnswer answer) {
    assertThat(answer.isError()).as(answer.text()).isFalse();
    return read(answer.text());
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

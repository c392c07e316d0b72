package localcloud.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.aws.Caller;

/**
 * How far one mapping has come in its table's stream, which outlives its pollers: who disables a
 * mapping and enables it again goes on where it was. The stream has one shard.
 */
final class StreamCursor {
  private static final System.Logger LOGGER = System.getLogger(StreamCursor.class.getName());
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_RECORDS = 1_000; // of one GetRecords
  private static final String OLDEST = "TRIM_HORIZON";
  private static final String TRIMMED = "TrimmedDataAccessException";

  /** The errors of GetRecords after which its iterator is of no use any more. */
  private static final Set<String> ITERATOR_LOST =
      Set.of("ExpiredIteratorException", TRIMMED, "ValidationException");

  private final StreamMapping mapping;
  private final AwsService streams;
  private final ReentrantLock owner = new ReentrantLock(true);

  private String shard = "";

  /** Where the first batch starts. */
  private String start;

  /** Where the next batch starts; empty if only the last record done tells it. */
  private String iterator = "";

  /** The sequence number of the last record done, or empty. */
  private String done = "";

  /** Where the next read starts, and the last record read: ahead of what is done. */
  private String nextIterator = "";

  private String read = "";

  /**
   * @param streams answers the calls of DynamoDB Streams, made in the name of the function's role
   */
  StreamCursor(StreamMapping mapping, AwsService streams) {
    this.mapping = mapping;
    this.streams = streams;
    start = mapping.fromTrimHorizon() ? OLDEST : "LATEST";
  }

  /** Waits until no other poller has it; all other methods are for the one that has. */
  void take() throws InterruptedException {
    owner.lockInterruptibly();
  }

  void release() {
    owner.unlock();
  }

  /** Finds the place to start from, before anything is written that should not be missed. */
  void openFirst() {
    if (owner.tryLock()) { // else an earlier poller has opened it
      try {
        rewind();
      } catch (RuntimeException e) {
        LOGGER.log(Level.WARNING, "{0}: {1}", mapping.name(), e.getMessage());
      } finally {
        owner.unlock();
      }
    }
  }

  String shard() {
    return shard;
  }

  /** The next read starts behind what is done. */
  void rewind() {
    if (iterator.isEmpty()) {
      iterator = open();
    }
    nextIterator = iterator;
    read = done;
  }

  private String open() {
    var stream = request("DescribeStream", object("StreamArn", mapping.streamArn()));
    shard = stream.at("/StreamDescription/Shards/0/ShardId").asText("");
    var from = object("StreamArn", mapping.streamArn()).put("ShardId", shard);
    if (done.isEmpty()) {
      from.put("ShardIteratorType", start);
    } else {
      from.put("ShardIteratorType", "AFTER_SEQUENCE_NUMBER").put("SequenceNumber", done);
    }
    return request("GetShardIterator", from).path("ShardIterator").asText("");
  }

  /** Whether there is a place to read from: not at the end of a shard. */
  boolean canRead() {
    return !nextIterator.isEmpty();
  }

  /** The next records that pass the filter; those that do not are read, too. */
  List<ObjectNode> read(int wanted) {
    var limit = Math.min(wanted, MOST_RECORDS);
    var answer = request("GetRecords", object("ShardIterator", nextIterator).put("Limit", limit));
    nextIterator = answer.path("NextShardIterator").asText("");
    var records = new ArrayList<ObjectNode>();
    for (var record : answer.path("Records")) {
      var full = ((ObjectNode) record).put("eventSourceARN", mapping.streamArn());
      read = StreamBatch.sequenceNumber(full);
      if (mapping.filter().matches(full)) {
        records.add(full);
      }
    }
    return records;
  }

  /** A part of what was read is done, whatever becomes of the rest. */
  void done(StreamBatch part) {
    if (!part.records().isEmpty()) {
      done = part.sequenceNumbers().getLast();
      iterator = "";
    }
  }

  /** All that was read is done. */
  void done() {
    done = read;
    iterator = nextIterator;
  }

  private JsonNode request(String operation, ObjectNode request) {
    var target = "DynamoDBStreams_20120810." + operation;
    var call = AwsCall.json("dynamodb", mapping.role(), target, request);
    try {
      return content(operation, streams.answer(call.by(Caller.of(mapping.name(), () -> ""))));
    } catch (AwsException e) {
      if (ITERATOR_LOST.contains(e.code())) {
        iterator = nextIterator.equals(iterator) ? "" : iterator;
        nextIterator = "";
      }
      if (e.code().equals(TRIMMED)) {
        LOGGER.log(Level.WARNING, "{0}: the records after {1} are trimmed", mapping.name(), done);
        done = "";
        start = OLDEST;
      }
      throw e;
    }
  }

  private static JsonNode content(String operation, AwsAnswer answer) {
    try {
      var content = JSON.readTree(answer.text());
      if (answer.isError()) {
        var code = content.path("__type").asText(operation).replaceFirst("^.*#", "");
        throw new AwsException(answer.status(), code, operation + ": " + answer.text());
      }
      return content;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(operation + ": " + answer.text(), e);
    }
  }

  private static ObjectNode object(String name, String value) {
    return JSON.createObjectNode().put(name, value);
  }
}

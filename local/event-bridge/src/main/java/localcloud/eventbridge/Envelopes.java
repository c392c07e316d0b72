package localcloud.eventbridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import localcloud.aws.AwsException;

/** Makes the envelopes that targets get; see "Events" in the EventBridge User Guide. */
final class Envelopes {
  // Of one entry and of one request: API reference, PutEvents.
  private static final int MOST_BYTES = 262_144;
  private static final int MOST_ENTRIES = 10;

  private final String region;
  private final String accountId;
  private final Clock clock;
  private final ObjectMapper mapper = new ObjectMapper();

  Envelopes(String region, String accountId, Clock clock) {
    this.region = region;
    this.accountId = accountId;
    this.clock = clock;
  }

  /** Refuses a call of PutEvents that has too much or nothing. */
  static void check(JsonNode entries) {
    if (entries.isEmpty() || entries.size() > MOST_ENTRIES) {
      throw Requests.invalid(
          "1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must"
              + " have length between 1 and "
              + MOST_ENTRIES);
    }
    if (entries.valueStream().mapToInt(Envelopes::size).sum() > MOST_BYTES) {
      throw Requests.invalid("Total size of the entries in the request is over the limit.");
    }
  }

  /** The size as in "Calculating PutEvents event entry size" of the EventBridge User Guide. */
  private static int size(JsonNode entry) {
    var size = entry.has("Time") ? 14 : 0;
    for (var name : List.of("Source", "DetailType", "Detail")) {
      size += entry.path(name).asText().getBytes(UTF_8).length;
    }
    return size
        + entry
            .path("Resources")
            .valueStream()
            .mapToInt(resource -> resource.asText().getBytes(UTF_8).length)
            .sum();
  }

  /**
   * The envelope of an entry of PutEvents.
   *
   * @throws AwsException with the entry's error, if it is refused
   */
  ObjectNode ofEntry(JsonNode entry) {
    for (var required : List.of("Source", "DetailType", "Detail")) {
      if (entry.path(required).asText().isEmpty()) {
        throw new AwsException(
            400,
            "InvalidArgument",
            "Parameter %s is not valid. Reason: %s is a required argument."
                .formatted(required, required));
      }
    }
    var source = entry.get("Source").asText();
    if (source.startsWith("aws.")) {
      throw new AwsException(
          400, "NotAuthorizedForSourceException", "Not authorized for the source.");
    }
    var detail = detail(entry.get("Detail").asText());
    if (!detail.isObject()) {
      throw new AwsException(400, "MalformedDetail", "Detail is malformed.");
    }
    var envelope = of(source, entry.get("DetailType").asText(), detail);
    if (entry.has("Time")) {
      var seconds = entry.get("Time").asDouble();
      envelope.put("time", Instant.ofEpochSecond((long) seconds).toString());
    }
    entry.path("Resources").forEach(((ArrayNode) envelope.get("resources"))::add);
    return envelope;
  }

  private JsonNode detail(String text) {
    try {
      return mapper.readTree(text);
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }

  /** An event of an AWS service about one of its resources. */
  ObjectNode ofService(String source, String detailType, String resource, JsonNode detail) {
    var event = of(source, detailType, detail);
    event.withArray("resources").add(resource);
    return event;
  }

  /** The event with which a scheduled rule runs. */
  ObjectNode ofSchedule(Rule rule, Instant now) {
    return ofService("aws.events", "Scheduled Event", rule.arn(), mapper.createObjectNode())
        .put("time", now.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private ObjectNode of(String source, String detailType, JsonNode detail) {
    var envelope = mapper.createObjectNode();
    envelope.put("version", "0");
    envelope.put("id", UUID.randomUUID().toString());
    envelope.put("detail-type", detailType);
    envelope.put("source", source);
    envelope.put("account", accountId);
    envelope.put("time", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    envelope.put("region", region);
    envelope.putArray("resources");
    envelope.set("detail", detail);
    return envelope;
  }
}

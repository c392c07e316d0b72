package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;

/**
 * The functions' last log lines, and the calls of CloudWatch Logs that read them (AWS JSON 1.1,
 * {@code Logs_20140328}). Each group keeps its last 10,000 lines, and of these at most 8 MiB;
 * nothing can be written or queried by Logs Insights.
 */
public final class FunctionLogs implements LogSink, AwsService {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_LINES = 10_000;
  private static final int MOST_CHARACTERS = 8 << 20;
  private static final int MOST_EVENTS = 10_000; // of one answer

  /** One log event; its number is its place among all. */
  private record Event(long number, String stream, long at, String message) {
    ObjectNode described() {
      return JSON.createObjectNode()
          .put("timestamp", at)
          .put("message", message)
          .put("ingestionTime", at);
    }
  }

  /** What is kept of one group. */
  private static final class Kept {
    final Deque<Event> events = new ArrayDeque<>();
    final Set<String> streams = new HashSet<>();
    private long characters;

    void add(Event event) {
      events.addLast(event);
      characters += event.message().length();
      while (events.size() > MOST_LINES || characters > MOST_CHARACTERS) {
        characters -= events.removeFirst().message().length();
      }
    }
  }

  private final LogSink next;
  private final Clock clock;
  private final String arnPrefix;
  private final Map<String, String> groups = new ConcurrentHashMap<>();
  private final Map<String, String> versions = new ConcurrentHashMap<>();
  private final Map<String, Kept> events = new LinkedHashMap<>();
  private long count;

  /**
   * Keeps lines and passes them on.
   *
   * @param next who else takes each line
   */
  public FunctionLogs(String region, String account, LogSink next, Clock clock) {
    this.next = next;
    this.clock = clock;
    arnPrefix = "arn:aws:logs:" + region + ":" + account + ":log-group:";
  }

  /** Says to which group a function writes. */
  public synchronized void define(FunctionSpec function) {
    groups.put(function.name(), function.logGroup());
    events.putIfAbsent(function.logGroup(), new Kept());
  }

  @Override
  public void begin(String environment, String version) {
    versions.put(environment, version);
    next.begin(environment, version);
  }

  @Override
  public void line(String function, String environment, String line) {
    var group = groups.get(function);
    if (group != null) { // whatever else is logged, such as faults, has no group
      var version = versions.getOrDefault(environment, FunctionSpec.LATEST);
      keep(group, EnvironmentVariables.logStream(version, environment), line);
    }
    next.line(function, environment, line);
  }

  private synchronized void keep(String group, String stream, String line) {
    events
        .computeIfAbsent(group, name -> new Kept())
        .add(new Event(++count, stream, clock.millis(), line));
  }

  /** Makes a group to which others than functions may write. */
  synchronized void create(String group) {
    events.putIfAbsent(group, new Kept());
  }

  @Override
  public synchronized AwsAnswer answer(AwsCall call) {
    var request = call.json();
    var answer =
        switch (call.operation()) {
          case "CreateLogStream" -> createStream(request);
          case "PutLogEvents" -> put(request);
          case "DescribeLogGroups" -> groups(request);
          case "DescribeLogStreams" -> streams(request);
          case "GetLogEvents" -> events(request);
          case "FilterLogEvents" -> filtered(request);
          default ->
              throw new AwsException(
                  400,
                  "UnknownOperationException",
                  "logs:" + call.operation() + " is not supported locally");
        };
    return new AwsAnswer(
        200,
        Map.of("content-type", "application/x-amz-json-1.1"),
        answer.toString().getBytes(UTF_8));
  }

  private ObjectNode createStream(JsonNode request) {
    if (!kept(request).streams.add(request.path("logStreamName").asText())) {
      throw new AwsException(
          400, "ResourceAlreadyExistsException", "The specified log stream already exists");
    }
    return JSON.createObjectNode();
  }

  private ObjectNode put(JsonNode request) {
    var group = kept(request);
    var stream = request.path("logStreamName").asText();
    if (!group.streams.contains(stream)) {
      throw new AwsException(
          400, "ResourceNotFoundException", "The specified log stream does not exist.");
    }
    for (var event : request.path("logEvents")) {
      var at = event.path("timestamp").asLong();
      var message = event.path("message").asText();
      group.add(new Event(++count, stream, at, message));
      next.line(request.path("logGroupName").asText(), stream, message);
    }
    return JSON.createObjectNode();
  }

  private ObjectNode groups(JsonNode request) {
    var prefix = request.path("logGroupNamePrefix").asText("");
    var part = request.path("logGroupNamePattern").asText("");
    var answer = JSON.createObjectNode();
    var list = answer.putArray("logGroups");
    for (var group : events.entrySet()) {
      var name = group.getKey();
      if (name.startsWith(prefix) && name.contains(part)) {
        list.addObject()
            .put("logGroupName", name)
            .put("arn", arnPrefix + name + ":*")
            .put("storedBytes", group.getValue().characters);
      }
    }
    return answer;
  }

  private ObjectNode streams(JsonNode request) {
    var prefix = request.path("logStreamNamePrefix").asText("");
    var last = new LinkedHashMap<String, List<Event>>();
    group(request)
        .filter(event -> event.stream().startsWith(prefix))
        .forEach(event -> last.computeIfAbsent(event.stream(), s -> new ArrayList<>()).add(event));
    var names = new ArrayList<>(last.keySet());
    if (request.path("descending").asBoolean()) {
      Collections.reverse(names);
    }
    var answer = JSON.createObjectNode();
    var list = answer.putArray("logStreams");
    for (var name : names) {
      var own = last.getOrDefault(name, List.of());
      list.addObject()
          .put("logStreamName", name)
          .put("firstEventTimestamp", own.getFirst().at())
          .put("lastEventTimestamp", own.getLast().at())
          .put("lastIngestionTime", own.getLast().at());
    }
    return answer;
  }

  private ObjectNode events(JsonNode request) {
    var stream = request.path("logStreamName").asText();
    var token = request.path("nextToken").asText("");
    var backward =
        token.isEmpty() ? !request.path("startFromHead").asBoolean() : token.startsWith("b/");
    var at = token.isEmpty() ? (backward ? count + 1 : 0) : number(token);
    var found =
        group(request)
            .filter(event -> event.stream().equals(stream))
            .filter(between(request))
            .filter(event -> backward ? event.number() < at : event.number() > at)
            .toList();
    var limit = limit(request);
    var page =
        backward
            ? found.subList(Math.max(0, found.size() - limit), found.size())
            : found.subList(0, Math.min(found.size(), limit));
    var answer = JSON.createObjectNode();
    var list = answer.putArray("events");
    page.forEach(event -> list.add(event.described()));
    // At the end the token is the one that was given, which is how a reader knows.
    var first = page.isEmpty() ? (backward ? at : at + 1) : page.getFirst().number();
    var last = page.isEmpty() ? (backward ? at - 1 : at) : page.getLast().number();
    return answer.put("nextForwardToken", "f/" + last).put("nextBackwardToken", "b/" + first);
  }

  private ObjectNode filtered(JsonNode request) {
    var names = new ArrayList<String>();
    request.path("logStreamNames").forEach(name -> names.add(name.asText()));
    var prefix = request.path("logStreamNamePrefix").asText("");
    var pattern = LogPattern.of(request.path("filterPattern").asText(""));
    var token = request.path("nextToken").asText("");
    var after = token.isEmpty() ? 0 : number(token);
    var found =
        group(request)
            .filter(between(request))
            .filter(event -> names.isEmpty() || names.contains(event.stream()))
            .filter(event -> event.stream().startsWith(prefix) && event.number() > after)
            .filter(event -> pattern.test(event.message()))
            .limit(limit(request) + 1L)
            .toList();
    var page = found.subList(0, Math.min(found.size(), limit(request)));
    var answer = JSON.createObjectNode();
    var list = answer.putArray("events");
    page.forEach(
        event ->
            list.add(
                event
                    .described()
                    .put("logStreamName", event.stream())
                    .put("eventId", "%056d".formatted(event.number()))));
    answer.putArray("searchedLogStreams");
    return found.size() > page.size()
        ? answer.put("nextToken", "f/" + page.getLast().number())
        : answer;
  }

  private Stream<Event> group(JsonNode request) {
    return kept(request).events.stream();
  }

  private Kept kept(JsonNode request) {
    var name = request.path("logGroupName").asText(request.path("logGroupIdentifier").asText());
    var bare = name.replaceFirst("^arn:.*:log-group:", "").replaceFirst(":\\*$", "");
    var kept = events.get(bare);
    if (kept == null) {
      throw new AwsException(
          400, "ResourceNotFoundException", "The specified log group does not exist.");
    }
    return kept;
  }

  private static Predicate<Event> between(JsonNode request) {
    var start = request.path("startTime").asLong(0);
    var end = request.path("endTime").asLong(Long.MAX_VALUE);
    return event -> event.at() >= start && event.at() < end;
  }

  private static int limit(JsonNode request) {
    return Math.clamp(request.path("limit").asInt(MOST_EVENTS), 1, MOST_EVENTS);
  }

  private static long number(String token) {
    try {
      return Long.parseLong(token.substring(2));
    } catch (RuntimeException e) {
      throw invalid("The specified nextToken is invalid.");
    }
  }

  static AwsException invalid(String message) {
    return new AwsException(400, "InvalidParameterException", message);
  }
}

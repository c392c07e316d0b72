package localcloud.eventbridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;

/**
 * The event buses of one account and region. Answers the EventBridge API (AWS JSON 1.1, {@code
 * AWSEvents.*}) and takes matching events to their targets in the background.
 */
public final class EventBridge implements AwsService, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(EventBridge.class.getName());

  /** What the events of all archives may take. */
  private static final long ARCHIVE_BYTES = 64L << 20;

  private final Clock clock;
  private final BiConsumer<AwsCall, JsonNode> taken;
  private final Buses buses;
  private final Rules rules;
  private final Envelopes envelopes;
  private final Deliveries deliveries;
  private final Router router;
  private final Archives archives;
  private final Replays replays;
  private final ObjectMapper mapper = new ObjectMapper();

  /**
   * Creates the account's EventBridge with its default bus.
   *
   * @param endpointUrl the base URL of queue URLs
   * @param aws where targets are called
   * @param clock gives the time of events and moves schedules
   * @param faults what goes wrong on the way to targets
   * @param taken gets each event of PutEvents that a bus takes, with the call that brought it
   */
  public EventBridge(
      String region,
      String accountId,
      String endpointUrl,
      AwsService aws,
      Clock clock,
      EventFaults faults,
      BiConsumer<AwsCall, JsonNode> taken) {
    this(region, accountId, endpointUrl, aws, clock, Duration.ofSeconds(1), faults, taken);
    rules.tick(() -> runSchedules(clock.instant()));
  }

  EventBridge(
      String region,
      String accountId,
      String endpointUrl,
      AwsService aws,
      Clock clock,
      Duration firstPause,
      EventFaults faults,
      BiConsumer<AwsCall, JsonNode> taken) {
    var arnPrefix = "arn:aws:events:%s:%s:".formatted(region, accountId);
    this.clock = clock;
    this.taken = taken;
    this.buses = new Buses(arnPrefix);
    this.rules = new Rules(arnPrefix, clock, buses);
    this.envelopes = new Envelopes(region, accountId, clock);
    this.deliveries = new Deliveries(aws, endpointUrl, clock, firstPause);
    this.archives = new Archives(arnPrefix, clock, ARCHIVE_BYTES, buses::get);
    this.router = new Router(buses, archives, deliveries, faults);
    this.replays = new Replays(arnPrefix, clock, archives, buses::get, router::replay);
  }

  /** Creates or replaces a rule with its targets. */
  void putRule(String name, RuleSettings settings) {
    rules.put(name, settings);
  }

  /**
   * Looks for a bus.
   *
   * @throws AwsException if there is none of that name or ARN
   */
  void checkBus(String nameOrArn) {
    buses.get(nameOrArn);
  }

  /**
   * Counts what a replay would send, by the events' types.
   *
   * @param rule the ARN of the one rule that would get it; empty for all
   * @throws AwsException if there is no such archive
   */
  public Map<String, Long> countArchived(String name, Instant from, Instant to, String rule) {
    var archive = archives.find(name);
    if (archive == null) {
      throw Requests.notFound("Archive " + name + " does not exist.");
    }
    return archives.between(archive, from, to).stream()
        .map(this::read)
        .filter(event -> isFor(archive.bus(), event, rule))
        .collect(
            Collectors.groupingBy(
                event -> event.path("detail-type").asText(), TreeMap::new, Collectors.counting()));
  }

  private static boolean isFor(Bus bus, JsonNode event, String rule) {
    return rule.isEmpty()
        || bus.matching(event).stream().anyMatch(matching -> matching.arn().equals(rule));
  }

  private JsonNode read(ArchivedEvents.Kept event) {
    try {
      return mapper.readTree(event.json());
    } catch (IOException e) {
      throw new IllegalStateException(e); // it was written here
    }
  }

  /**
   * Runs each scheduled rule whose time has come at the given time, once. A clock does so every
   * second; whoever cannot wait gives a later time.
   */
  public void runSchedules(Instant now) {
    rules.due(now).forEach(rule -> runSchedule(rule, now));
  }

  /**
   * Runs a scheduled rule now, also one that is disabled.
   *
   * @throws IllegalArgumentException if there is no such scheduled rule
   */
  public void runSchedule(String name) {
    var rule = rules.scheduled(name);
    if (rule == null) {
      throw new IllegalArgumentException("There is no scheduled rule " + name);
    }
    runSchedule(rule, clock.instant());
  }

  private void runSchedule(Rule rule, Instant now) {
    try {
      router.send(rule, envelopes.ofSchedule(rule, now));
    } catch (RuntimeException e) { // else no schedule would run any more
      LOG.log(System.Logger.Level.WARNING, "cannot run the scheduled rule " + rule.name(), e);
    }
  }

  /**
   * Takes an event of an AWS service on the default bus, such as a status change of Step Functions.
   *
   * @param source the service, such as {@code aws.states}
   * @param resource the ARN of what the event is about
   */
  public void publish(String source, String detailType, String resource, JsonNode detail) {
    if (deliveries.isFull()) { // services' events are sent on a best-effort basis, as on AWS
      LOG.log(System.Logger.Level.WARNING, "too many events wait: one of a service is dropped");
      return;
    }
    router.route(
        buses.get(Buses.DEFAULT), envelopes.ofService(source, detailType, resource, detail));
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    return new AwsAnswer(
        200,
        Map.of("content-type", "application/x-amz-json-1.1"),
        mapper.valueToTree(answerOf(call)).toString().getBytes(UTF_8));
  }

  private Map<String, ?> answerOf(AwsCall call) {
    return call.operation().equals("PutEvents")
        ? putEvents(call)
        : answer(call.operation(), call.json());
  }

  private Map<String, ?> answer(String operation, JsonNode request) {
    return switch (operation) {
      case "CreateEventBus" ->
          Map.of("EventBusArn", buses.create(request.path("Name").asText()).arn());
      case "DescribeEventBus" -> describe(buses.get(request.path("Name").asText(Buses.DEFAULT)));
      case "ListEventBuses" ->
          Map.of("EventBuses", buses.all().stream().map(EventBridge::describe).toList());
      case "PutRule" -> rules.putRule(request);
      case "DescribeRule" -> rules.describe(request);
      case "DeleteRule" -> rules.delete(request);
      case "ListRules" -> rules.list(request);
      case "PutTargets" -> rules.putTargets(request);
      case "RemoveTargets" -> rules.removeTargets(request);
      case "ListTargetsByRule" -> rules.targets(request);
      default -> answerOfArchives(operation, request);
    };
  }

  private Map<String, ?> answerOfArchives(String operation, JsonNode request) {
    return switch (operation) {
      case "CreateArchive" -> archives.create(request);
      case "DescribeArchive" -> archives.describe(request);
      case "ListArchives" -> archives.list(request);
      case "UpdateArchive" -> archives.update(request);
      case "DeleteArchive" -> archives.delete(request);
      case "StartReplay" -> replays.start(request);
      case "DescribeReplay" -> replays.describe(request);
      case "ListReplays" -> replays.list(request);
      case "CancelReplay" -> replays.cancel(request);
      default ->
          throw new AwsException(
              400,
              "UnknownOperationException",
              "events:" + operation + " is not supported locally");
    };
  }

  private Map<String, ?> putEvents(AwsCall call) {
    var entries = call.json().path("Entries");
    Envelopes.check(entries);
    var results = new ArrayList<Map<String, String>>();
    entries.forEach(entry -> results.add(put(call, entry)));
    var failed = results.stream().filter(result -> result.containsKey("ErrorCode")).count();
    return Map.of("FailedEntryCount", failed, "Entries", results);
  }

  private Map<String, String> put(AwsCall call, JsonNode entry) {
    JsonNode envelope;
    try {
      envelope = envelopes.ofEntry(entry);
    } catch (AwsException e) {
      return Map.of("ErrorCode", e.code(), "ErrorMessage", String.valueOf(e.getMessage()));
    }
    if (deliveries.isFull()) {
      return Map.of("ErrorCode", "ThrottlingException", "ErrorMessage", "Rate exceeded");
    }
    // As on AWS, an event for a bus that is not there is taken and matches nothing.
    var bus = buses.find(entry.path("EventBusName").asText(Buses.DEFAULT));
    if (bus != null) {
      taken.accept(call, envelope);
      router.route(bus, envelope);
    }
    return Map.of("EventId", envelope.get("id").asText());
  }

  private static Map<String, String> describe(Bus bus) {
    return Map.of("Name", bus.name(), "Arn", bus.arn());
  }

  @Override
  public void close() {
    replays.close();
    rules.close();
    deliveries.close();
  }
}

package localcloud.eventbridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.eventbridge.EventFaults.Harm;
import org.jspecify.annotations.Nullable;

/**
 * The event buses of one account and region. Answers the EventBridge API (AWS JSON 1.1, {@code
 * AWSEvents.*}) and takes matching events to their targets in the background.
 */
public final class EventBridge implements AwsService, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(EventBridge.class.getName());
  private static final String DEFAULT_BUS = "default";
  // Of one entry and of one request: API reference, PutEvents.
  private static final int MOST_BYTES = 262_144;
  private static final int MOST_ENTRIES = 10;

  /** What the events of all archives may take. */
  private static final long ARCHIVE_BYTES = 64L << 20;

  private static final Pattern NAME = Pattern.compile("[.\\-_A-Za-z0-9]{1,256}");
  private static final List<String> STATES =
      List.of("ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS");
  private static final Set<String> RULE_PROPERTIES =
      Set.of(
          "Name",
          "EventBusName",
          "EventPattern",
          "ScheduleExpression",
          "State",
          "Targets",
          "Description",
          "Tags",
          "RoleArn");

  private final String region;
  private final String accountId;
  private final Clock clock;
  private final Deliveries deliveries;
  private final EventFaults faults;
  private final Archives archives;
  private final Replays replays;
  private final Schedules schedules = new Schedules();
  private final ObjectMapper mapper = new ObjectMapper();
  private final Map<String, Bus> buses = new ConcurrentHashMap<>();

  /**
   * Creates the account's EventBridge with its default bus.
   *
   * @param endpointUrl the base URL of queue URLs
   * @param aws where targets are called
   * @param clock gives the time of events and moves schedules
   * @param faults what goes wrong on the way to targets
   */
  public EventBridge(
      String region,
      String accountId,
      String endpointUrl,
      AwsService aws,
      Clock clock,
      EventFaults faults) {
    this(region, accountId, endpointUrl, aws, clock, Duration.ofSeconds(1), faults);
    schedules.tick(() -> runSchedules(clock.instant()), Duration.ofSeconds(1));
  }

  EventBridge(
      String region,
      String accountId,
      String endpointUrl,
      AwsService aws,
      Clock clock,
      Duration firstPause,
      EventFaults faults) {
    this.faults = faults;
    this.region = region;
    this.accountId = accountId;
    this.clock = clock;
    this.deliveries = new Deliveries(aws, endpointUrl, clock, firstPause);
    var arnPrefix = "arn:aws:events:%s:%s:".formatted(region, accountId);
    this.archives = new Archives(arnPrefix, clock, ARCHIVE_BYTES, this::bus);
    this.replays = new Replays(arnPrefix, clock, archives, this::bus, this::replay);
    createBus(DEFAULT_BUS);
  }

  /** Creates a bus, as {@code AWS::Events::EventBus} does; a bus of that name stays as it is. */
  public void createBus(String name) {
    buses.computeIfAbsent(
        name,
        key -> new Bus(key, "arn:aws:events:%s:%s:event-bus/%s".formatted(region, accountId, key)));
  }

  /**
   * Creates or replaces a rule with its targets.
   *
   * @param properties the resolved properties of an {@code AWS::Events::Rule}
   */
  public void putRule(String name, JsonNode properties) {
    for (var property : properties.properties()) {
      if (!RULE_PROPERTIES.contains(property.getKey())) {
        throw invalid("rule " + name + ": " + property.getKey() + " is not supported locally yet");
      }
    }
    var bus = bus(properties.path("EventBusName").asText(DEFAULT_BUS));
    var pattern = properties.path("EventPattern");
    var parsed = pattern.isTextual() ? pattern(pattern.asText()) : pattern;
    var schedule = schedule(name, bus, properties.path("ScheduleExpression").asText());
    if (!parsed.isObject() && schedule == null) {
      throw invalid("rule " + name + " needs an EventPattern or a ScheduleExpression");
    }
    var targets = new ArrayList<Target>();
    properties.path("Targets").forEach(target -> targets.add(Target.of(name, target)));
    var state = properties.path("State").asText("ENABLED");
    if (!STATES.contains(state)) {
      throw invalid("rule " + name + ": State must be one of " + STATES + ", not " + state);
    }
    var path = bus.name().equals(DEFAULT_BUS) ? name : bus.name() + "/" + name;
    var arn = "arn:aws:events:%s:%s:rule/%s".formatted(region, accountId, path);
    var isEnabled = !state.equals("DISABLED");
    var matched = parsed.isObject() ? parsed : null;
    bus.put(new Rule(name, arn, bus.name(), matched, schedule, isEnabled, targets));
    if (schedule != null && isEnabled) {
      schedules.plan(name, schedule, clock.instant());
    } else if (bus.name().equals(DEFAULT_BUS)) {
      schedules.remove(name);
    }
  }

  /**
   * Creates an archive of a bus.
   *
   * @param properties the resolved properties of an {@code AWS::Events::Archive}
   */
  public void createArchive(String name, JsonNode properties) {
    var request = ((ObjectNode) properties).deepCopy();
    request.put("ArchiveName", name);
    request.set("EventSourceArn", request.remove("SourceArn"));
    var pattern = request.path("EventPattern");
    if (pattern.isObject()) {
      request.put("EventPattern", pattern.toString());
    }
    archives.create(request);
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
      throw notFound("Archive " + name + " does not exist.");
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

  private JsonNode pattern(String text) {
    try {
      var pattern = mapper.readTree(text);
      if (pattern.isObject()) {
        return pattern;
      }
    } catch (IOException e) {
      // said below
    }
    throw Bus.invalidPattern("Filter is not an object");
  }

  private @Nullable Schedule schedule(String rule, Bus bus, String expression) {
    if (expression.isEmpty()) {
      return null;
    }
    if (!bus.name().equals(DEFAULT_BUS)) {
      throw invalid(
          "rule " + rule + ": ScheduleExpression is supported only on the default event bus.");
    }
    try {
      return Schedule.of(expression, clock.instant());
    } catch (IllegalArgumentException e) {
      throw invalid(
          "rule %s: Parameter ScheduleExpression is not valid: %s: %s"
              .formatted(rule, expression, e.getMessage()));
    }
  }

  /**
   * Runs each scheduled rule whose time has come at the given time, once. A clock does so every
   * second; whoever cannot wait gives a later time.
   */
  public void runSchedules(Instant now) {
    for (var name : schedules.due(now)) {
      var rule = bus(DEFAULT_BUS).rule(name);
      if (rule != null) {
        runSchedule(rule, now);
      }
    }
  }

  /**
   * Runs a scheduled rule now, also one that is disabled.
   *
   * @throws IllegalArgumentException if there is no such scheduled rule
   */
  public void runSchedule(String name) {
    var rule = bus(DEFAULT_BUS).rule(name);
    if (rule == null || rule.schedule() == null) {
      throw new IllegalArgumentException("There is no scheduled rule " + name);
    }
    runSchedule(rule, clock.instant());
  }

  private void runSchedule(Rule rule, Instant now) {
    var event = envelope("aws.events", "Scheduled Event", mapper.createObjectNode());
    event.put("time", now.truncatedTo(ChronoUnit.SECONDS).toString());
    event.withArray("resources").add(rule.arn());
    try {
      send(rule, event, false);
    } catch (RuntimeException e) { // else no schedule would run any more
      LOG.log(System.Logger.Level.WARNING, "cannot run the scheduled rule " + rule.name(), e);
    }
  }

  /**
   * Takes an event of an AWS service on the default bus, such as a status change of Step Functions.
   *
   * @param event at least {@code source}, {@code detail-type} and {@code detail}; what else the
   *     envelope has is filled in
   */
  public void publish(JsonNode event) {
    if (deliveries.isFull()) { // services' events are sent on a best-effort basis, as on AWS
      LOG.log(System.Logger.Level.WARNING, "too many events wait: one of a service is dropped");
      return;
    }
    var envelope =
        envelope(
            event.path("source").asText(), event.path("detail-type").asText(), event.get("detail"));
    envelope.setAll((ObjectNode) event);
    route(bus(DEFAULT_BUS), envelope, false);
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    var request = parse(call.text().isEmpty() ? "{}" : call.text());
    return new AwsAnswer(
        200,
        Map.of("content-type", "application/x-amz-json-1.1"),
        mapper.valueToTree(answer(call.operation(), request)).toString().getBytes(UTF_8));
  }

  private Map<String, ?> answer(String operation, JsonNode request) {
    return switch (operation) {
      case "PutEvents" -> putEvents(request);
      case "CreateEventBus" -> createBus(request);
      case "DescribeEventBus" -> describe(bus(request.path("Name").asText(DEFAULT_BUS)));
      case "ListEventBuses" ->
          Map.of("EventBuses", buses.values().stream().map(EventBridge::describe).toList());
      case "PutRule" -> putRule(request);
      case "DescribeRule" -> describe(rule(request, "Name"));
      case "DeleteRule" -> deleteRule(request);
      case "ListRules" ->
          Map.of("Rules", busOf(request).rules().stream().map(EventBridge::describe).toList());
      case "PutTargets" -> putTargets(request);
      case "RemoveTargets" -> removeTargets(request);
      case "ListTargetsByRule" -> Map.of("Targets", settings(rule(request, "Rule")));
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

  // --- Events ---

  private Map<String, ?> putEvents(JsonNode request) {
    var entries = request.path("Entries");
    if (entries.isEmpty() || entries.size() > MOST_ENTRIES) {
      throw invalid(
          "1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must"
              + " have length between 1 and "
              + MOST_ENTRIES);
    }
    if (entries.valueStream().mapToInt(EventBridge::size).sum() > MOST_BYTES) {
      throw invalid("Total size of the entries in the request is over the limit.");
    }
    var results = new ArrayList<Map<String, String>>();
    entries.forEach(entry -> results.add(putEvent(entry)));
    var failed = results.stream().filter(result -> result.containsKey("ErrorCode")).count();
    return Map.of("FailedEntryCount", failed, "Entries", results);
  }

  private Map<String, String> putEvent(JsonNode entry) {
    for (var required : List.of("Source", "DetailType", "Detail")) {
      if (entry.path(required).asText().isEmpty()) {
        return error(
            "InvalidArgument",
            "Parameter %s is not valid. Reason: %s is a required argument."
                .formatted(required, required));
      }
    }
    var source = entry.get("Source").asText();
    if (source.startsWith("aws.")) {
      return error("NotAuthorizedForSourceException", "Not authorized for the source.");
    }
    if (deliveries.isFull()) {
      return error("ThrottlingException", "Rate exceeded");
    }
    var detail = detail(entry.get("Detail").asText());
    if (!detail.isObject()) {
      return error("MalformedDetail", "Detail is malformed.");
    }
    var envelope = envelope(source, entry.get("DetailType").asText(), detail);
    if (entry.has("Time")) {
      var seconds = entry.get("Time").asDouble();
      envelope.put("time", Instant.ofEpochSecond((long) seconds).toString());
    }
    entry.path("Resources").forEach(((ArrayNode) envelope.get("resources"))::add);
    // As on AWS, an event for a bus that is not there is taken and matches nothing.
    var bus = buses.get(busName(entry.path("EventBusName").asText(DEFAULT_BUS)));
    if (bus != null) {
      route(bus, envelope, false);
    }
    return Map.of("EventId", envelope.get("id").asText());
  }

  private static Map<String, String> error(String code, String message) {
    return Map.of("ErrorCode", code, "ErrorMessage", message);
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

  private JsonNode detail(String text) {
    try {
      return mapper.readTree(text);
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }

  /** The envelope that targets get; see "Events" in the EventBridge User Guide. */
  private ObjectNode envelope(String source, String detailType, JsonNode detail) {
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

  private void route(Bus bus, JsonNode event, boolean isForwarded) {
    archives.take(bus, event);
    for (var rule : bus.matching(event)) {
      send(rule, event, isForwarded);
    }
  }

  /** A replay waits for room, where live events are refused. */
  private void replay(Bus bus, JsonNode event, Set<String> rules) throws InterruptedException {
    deliveries.awaitRoom();
    for (var rule : bus.matching(event)) {
      if (rules.isEmpty() || rules.contains(rule.arn())) {
        send(rule, event, false);
      }
    }
  }

  private void send(Rule rule, JsonNode event, boolean isForwarded) {
    for (var target : rule.targets()) {
      if (!target.service().equals("events")) {
        deliver(rule, target, event);
      } else if (!isForwarded) { // AWS forwards an event once only
        route(bus(target.resource()), event, true);
      }
    }
  }

  private void deliver(Rule rule, Target target, JsonNode event) {
    if (faults.strike(Harm.DROP, rule.arn(), target.arn(), event::toString)) {
      return;
    }
    deliveries.start(rule, target, event);
    if (faults.strike(Harm.DUPLICATE, rule.arn(), target.arn(), event::toString)) {
      deliveries.start(rule, target, event);
    }
  }

  // --- Buses, rules, targets ---

  private Map<String, String> createBus(JsonNode request) {
    var name = named(request);
    if (buses.containsKey(name)) {
      throw new AwsException(
          400, "ResourceAlreadyExistsException", "Event bus " + name + " already exists.");
    }
    createBus(name);
    return Map.of("EventBusArn", bus(name).arn());
  }

  private static String named(JsonNode request) {
    var name = request.path("Name").asText();
    if (!NAME.matcher(name).matches()) {
      throw invalid(
          "1 validation error detected: Value '%s' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: %s"
              .formatted(name, NAME));
    }
    return name;
  }

  private Map<String, String> putRule(JsonNode request) {
    var name = named(request);
    var existing = busOf(request).rule(name);
    var properties = ((ObjectNode) request).deepCopy();
    properties.set(
        "Targets", mapper.valueToTree(existing == null ? List.of() : settings(existing)));
    putRule(name, properties);
    return Map.of("RuleArn", rule(request, "Name").arn());
  }

  private Map<String, ?> deleteRule(JsonNode request) {
    if (!rule(request, "Name").targets().isEmpty()) {
      throw invalid("Rule can't be deleted since it has targets.");
    }
    var bus = busOf(request);
    bus.remove(request.path("Name").asText());
    if (bus.name().equals(DEFAULT_BUS)) {
      schedules.remove(request.path("Name").asText());
    }
    return Map.of();
  }

  private Map<String, ?> putTargets(JsonNode request) {
    var rule = rule(request, "Rule");
    var targets = new LinkedHashMap<String, Target>();
    rule.targets().forEach(target -> targets.put(target.id(), target));
    request
        .path("Targets")
        .forEach(
            settings -> {
              var target = Target.of(rule.name(), settings);
              targets.put(target.id(), target);
            });
    busOf(request).put(rule.withTargets(List.copyOf(targets.values())));
    return Map.of("FailedEntryCount", 0, "FailedEntries", List.of());
  }

  private Map<String, ?> removeTargets(JsonNode request) {
    var rule = rule(request, "Rule");
    var removed = request.path("Ids").valueStream().map(JsonNode::asText).toList();
    busOf(request)
        .put(
            rule.withTargets(
                rule.targets().stream().filter(target -> !removed.contains(target.id())).toList()));
    return Map.of("FailedEntryCount", 0, "FailedEntries", List.of());
  }

  private static List<JsonNode> settings(Rule rule) {
    return rule.targets().stream().map(Target::settings).toList();
  }

  private static Map<String, String> describe(Bus bus) {
    return Map.of("Name", bus.name(), "Arn", bus.arn());
  }

  private static Map<String, String> describe(Rule rule) {
    var described = new LinkedHashMap<String, String>();
    described.put("Name", rule.name());
    described.put("Arn", rule.arn());
    described.put("EventBusName", rule.bus());
    if (rule.pattern() != null) {
      described.put("EventPattern", rule.pattern().toString());
    }
    if (rule.schedule() != null) {
      described.put("ScheduleExpression", rule.schedule().expression());
    }
    described.put("State", rule.isEnabled() ? "ENABLED" : "DISABLED");
    return described;
  }

  private Bus busOf(JsonNode request) {
    return bus(request.path("EventBusName").asText(DEFAULT_BUS));
  }

  private Bus bus(String nameOrArn) {
    var bus = buses.get(busName(nameOrArn));
    if (bus == null) {
      throw notFound("Event bus " + busName(nameOrArn) + " does not exist.");
    }
    return bus;
  }

  private static String busName(String nameOrArn) {
    return nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1);
  }

  private Rule rule(JsonNode request, String nameKey) {
    var bus = busOf(request);
    var name = request.path(nameKey).asText();
    var rule = bus.rule(name);
    if (rule == null) {
      throw notFound("Rule " + name + " does not exist on EventBus " + bus.name() + ".");
    }
    return rule;
  }

  private JsonNode parse(String json) {
    try {
      return mapper.readTree(json);
    } catch (IOException e) {
      throw new AwsException(400, "SerializationException", "The request is not JSON.");
    }
  }

  private static AwsException invalid(String message) {
    return new AwsException(400, "ValidationException", message);
  }

  private static AwsException notFound(String message) {
    return new AwsException(400, "ResourceNotFoundException", message);
  }

  @Override
  public void close() {
    replays.close();
    schedules.close();
    deliveries.close();
  }
}

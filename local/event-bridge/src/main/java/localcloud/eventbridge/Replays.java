package localcloud.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import localcloud.aws.AwsException;

/**
 * Sends archived events to the rules of their bus again, minute by minute of the events' times;
 * "Replaying archived events" in the EventBridge User Guide.
 */
final class Replays implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Replays.class.getName());
  private static final int LONGEST_NAME = 64;
  private static final int MOST_AT_ONCE = 10;
  private static final int MOST_REMEMBERED = 1_000;
  private static final Duration REMEMBERED = Duration.ofDays(90);
  private static final List<String> STATES =
      Arrays.stream(Replay.State.values()).map(Enum::name).toList();

  /** Sends an event to those of the bus's rules that match it. */
  @FunctionalInterface
  interface Route {
    /**
     * @param rules the ARNs of the rules that may get it; empty for all
     * @throws InterruptedException if it waited for room and was closed
     */
    void send(Bus bus, JsonNode event, Set<String> rules) throws InterruptedException;
  }

  private final String arnPrefix;
  private final Clock clock;
  private final Archives archives;
  private final Function<String, Bus> buses;
  private final Route route;
  private final ObjectMapper mapper = new ObjectMapper();
  private final Map<String, Replay> replays = new LinkedHashMap<>();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param arnPrefix what comes before {@code replay/NAME}
   * @param buses finds a bus by its name or ARN, or refuses
   */
  Replays(
      String arnPrefix, Clock clock, Archives archives, Function<String, Bus> buses, Route route) {
    this.arnPrefix = arnPrefix;
    this.clock = clock;
    this.archives = archives;
    this.buses = buses;
    this.route = route;
  }

  Map<String, ?> start(JsonNode request) {
    var replay = new Replay(order(request));
    synchronized (replays) {
      forgetOld();
      if (replays.containsKey(replay.name())) {
        throw Requests.exists("Replay " + replay.name() + " already exists.");
      }
      if (replays.values().stream().filter(other -> !other.isEnded()).count() >= MOST_AT_ONCE) {
        throw new AwsException(
            400,
            "LimitExceededException",
            "The requested resource exceeds the maximum number allowed.");
      }
      replays.put(replay.name(), replay);
    }
    var answer = new LinkedHashMap<String, Object>(replay.changed());
    answer.put("ReplayStartTime", Requests.seconds(replay.order().startedAt()));
    executor.execute(() -> run(replay));
    return answer;
  }

  private Replay.Order order(JsonNode request) {
    var name = Requests.name(request, "ReplayName", LONGEST_NAME);
    var source = Requests.text(request, "EventSourceArn");
    var from = Requests.time(request, "EventStartTime");
    var to = Requests.time(request, "EventEndTime");
    var destination = request.path("Destination");
    var bus = Requests.text(destination, "Arn");
    if (!from.isBefore(to)) {
      throw Requests.notValid("EventEndTime", "EventStartTime must be before EventEndTime.");
    }
    var archive = archives.find(Requests.nameIn(source));
    if (archive == null || !archive.arn().equals(source)) {
      throw Requests.notValid(
          "EventSourceArn", "Archive " + Requests.nameIn(source) + " does not exist.");
    }
    if (!buses.apply(bus).arn().equals(archive.bus().arn())) {
      throw Requests.notValid("Destination.Arn", "Cross event bus replay is not permitted.");
    }
    var rules = destination.path("FilterArns").valueStream().map(JsonNode::asText).toList();
    rules.forEach(rule -> check(archive.bus(), rule));
    var description = Requests.description(request);
    var arn = arnPrefix + "replay/" + name;
    return new Replay.Order(name, arn, description, archive, from, to, rules, clock.instant());
  }

  private static void check(Bus bus, String ruleArn) {
    var rule = bus.rule(Requests.nameIn(ruleArn));
    if (rule == null || !rule.arn().equals(ruleArn)) {
      throw Requests.notFound(
          "Rule %s does not exist on EventBus %s.".formatted(Requests.nameIn(ruleArn), bus.name()));
    }
  }

  Map<String, ?> describe(JsonNode request) {
    return replay(request).described();
  }

  Map<String, ?> list(JsonNode request) {
    synchronized (replays) {
      forgetOld();
      return Requests.page(request, "Replays", List.copyOf(replays.values()), STATES);
    }
  }

  Map<String, ?> cancel(JsonNode request) {
    var replay = replay(request);
    return replay
        .cancel()
        .orElseThrow(
            () ->
                new AwsException(
                    400,
                    "IllegalStatusException",
                    "Replay " + replay.name() + " is not in a valid state for this operation."));
  }

  private Replay replay(JsonNode request) {
    var name = Requests.name(request, "ReplayName", LONGEST_NAME);
    synchronized (replays) {
      forgetOld();
      var replay = replays.get(name);
      if (replay == null) {
        throw Requests.notFound("Replay " + name + " does not exist.");
      }
      return replay;
    }
  }

  private void run(Replay replay) {
    try {
      var order = replay.order();
      var left = archives.between(order.archive(), order.from(), order.to());
      while (!left.isEmpty() && replay.run()) {
        var minute =
            left.getFirst().time().truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        var inMinute = left.stream().takeWhile(event -> event.time().isBefore(minute)).toList();
        send(replay, inMinute);
        left = left.subList(inMinute.size(), left.size());
      }
      replay.end(clock.instant());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "Replay " + replay.name(), e);
      replay.fail(String.valueOf(e.getMessage()), clock.instant());
    }
  }

  private void send(Replay replay, List<ArchivedEvents.Kept> events)
      throws IOException, InterruptedException {
    var order = replay.order();
    for (var event : events) {
      route.send(order.archive().bus(), marked(event, order.name()), Set.copyOf(order.rules()));
      replay.replayed(event.time());
    }
  }

  /** The event as it was, with the replay's name where AWS puts it. */
  private JsonNode marked(ArchivedEvents.Kept event, String name) throws IOException {
    var marked = mapper.createObjectNode();
    for (var field : ((ObjectNode) mapper.readTree(event.json())).properties()) {
      if (field.getKey().equals("resources")) {
        marked.put(Replay.NAME_FIELD, name);
      }
      marked.set(field.getKey(), field.getValue());
    }
    return marked;
  }

  /** Ended replays are listed for 90 days as on AWS, and not more than the last thousand. */
  private void forgetOld() {
    var oldest = clock.instant().minus(REMEMBERED);
    var tooMany = replays.size() - MOST_REMEMBERED;
    var ended = replays.values().stream().filter(Replay::isEnded).toList();
    for (var replay : ended) {
      if (tooMany-- > 0 || replay.order().startedAt().isBefore(oldest)) {
        replays.remove(replay.name());
      }
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}

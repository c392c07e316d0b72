package localcloud.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.resources.InvalidPropertyException;

/**
 * EventBridge Scheduler: schedules of one account and region, their API ({@code /schedules},
 * version 2021-06-30) and their runs. A schedule whose time was missed several times runs once.
 */
public final class Scheduler implements AwsService, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Scheduler.class.getName());
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PATH = Pattern.compile("/schedules/?([^/?]*)(?:\\?(.*))?");
  static final String DEFAULT_GROUP = "default";
  private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z-_.]{1,64}");
  private static final Pattern GROUP = Pattern.compile("(?:^|&)groupName=([^&]+)");

  /** Knows whom the roles trust. */
  @FunctionalInterface
  public interface RoleTrust {
    /** Whether Scheduler may take the role for schedules of the group with this ARN. */
    boolean lets(String role, String groupArn);
  }

  /** When a schedule runs next, and from which time on the one after that is counted. */
  private record Due(PlannedSchedule schedule, Instant base, Instant at) {}

  private final String arnPrefix;
  private final Clock clock;
  private final RandomGenerator random;
  private final Invocations invocations;
  private final RoleTrust trust;
  private final Map<String, PlannedSchedule> schedules = new LinkedHashMap<>();
  private final Set<String> groups = new HashSet<>(Set.of(DEFAULT_GROUP));
  private final Map<String, Due> due = new LinkedHashMap<>();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("schedules").factory());

  /**
   * Starts to look at the clock, every second.
   *
   * @param endpointUrl the base URL of queue URLs
   * @param aws where targets are called
   * @param random chooses the time in a flexible window
   * @param trust is asked before a schedule is created or updated by the API
   */
  public Scheduler(
      String region,
      String account,
      String endpointUrl,
      AwsService aws,
      Clock clock,
      RandomGenerator random,
      RoleTrust trust) {
    this(
        "arn:aws:scheduler:" + region + ":" + account + ":",
        clock,
        random,
        new Invocations(aws, endpointUrl, clock, Duration.ofSeconds(1)),
        trust);
    ticker.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  Scheduler(
      String arnPrefix,
      Clock clock,
      RandomGenerator random,
      Invocations invocations,
      RoleTrust trust) {
    this.arnPrefix = arnPrefix;
    this.clock = clock;
    this.random = random;
    this.invocations = invocations;
    this.trust = trust;
  }

  static AwsException invalid(String message) {
    return new AwsException(400, "ValidationException", message);
  }

  private void tick() {
    try {
      runDue(clock.instant());
    } catch (RuntimeException e) { // else no schedule would run any more
      LOG.log(Level.ERROR, "Schedules", e);
    }
  }

  /**
   * Creates or replaces a schedule.
   *
   * @param members those of CreateSchedule, which are also CloudFormation's properties
   * @throws AwsException if AWS or this machine refuses one
   */
  synchronized void put(String name, ObjectNode members) {
    checkName(name);
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var schedule = read(name, members, now);
    checkGroup(schedule.group());
    schedules.put(schedule.key(), schedule);
    due.remove(schedule.key());
    if (schedule.isEnabled()) {
      plan(schedule, now.minusMillis(1));
    }
  }

  private PlannedSchedule read(String name, ObjectNode members, Instant now) {
    try {
      var properties = ScheduleHandler.ofCall(members);
      return PlannedSchedule.of(name, arnPrefix, properties, now).with(members);
    } catch (InvalidPropertyException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  /** Refuses what is no name of a schedule or a group. */
  static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw invalid("The schedule name " + name + " is not valid.");
    }
  }

  /** Creates a group of schedules, beside {@code default}. */
  synchronized void putGroup(String name) {
    groups.add(name);
  }

  synchronized void checkGroup(String name) {
    if (!groups.contains(name)) {
      throw new AwsException(
          404, "ResourceNotFoundException", "Schedule group " + name + " does not exist.");
    }
  }

  private void plan(PlannedSchedule schedule, Instant after) {
    var next = schedule.timing().after(after);
    if (next.isPresent()) {
      var at = schedule.timing().within(next.get(), random);
      due.put(schedule.key(), new Due(schedule, next.get(), at));
      return;
    }
    due.remove(schedule.key());
    if (schedule.goesWhenDone()) {
      schedules.remove(schedule.key());
    }
  }

  /** Whether there is a schedule of that name in any group. */
  public synchronized boolean has(String name) {
    return schedules.values().stream().anyMatch(schedule -> schedule.name().equals(name));
  }

  /** Runs a schedule now, also one that is disabled. */
  public synchronized void run(String name) {
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    schedules.values().stream()
        .filter(schedule -> schedule.name().equals(name))
        .forEach(schedule -> invocations.start(schedule, now));
  }

  /**
   * Runs each schedule whose time has come at the given time, once; later, if too many runs still
   * wait for their targets.
   */
  public synchronized void runDue(Instant now) {
    for (var one : List.copyOf(due.values())) {
      if (!one.at().isAfter(now) && !invocations.isFull()) {
        plan(one.schedule(), now.isAfter(one.base()) ? now : one.base());
        invocations.start(one.schedule(), one.base());
      }
    }
  }

  @Override
  public synchronized AwsAnswer answer(AwsCall call) {
    var path = PATH.matcher(call.path());
    if (!path.matches()) {
      throw unsupported(call);
    }
    var name = AwsCall.decoded(path.group(1));
    var query = path.group(2) == null ? "" : path.group(2);
    if (name.isEmpty() && call.method().equals("GET")) {
      var list = new ScheduleList(query);
      checkGroup(list.group());
      return json(list.of(schedules.values()));
    }
    return switch (call.method()) {
      case "POST" -> create(name, read(call));
      case "PUT" -> update(name, read(call));
      case "GET" -> json(find(name, group(query)).described());
      case "DELETE" -> delete(find(name, group(query)));
      default -> throw unsupported(call);
    };
  }

  private AwsAnswer create(String name, ObjectNode members) {
    var key = members.path("GroupName").asText(DEFAULT_GROUP) + "/" + name;
    if (schedules.containsKey(key)) {
      throw new AwsException(409, "ConflictException", "Schedule " + name + " already exists.");
    }
    checkRole(members);
    put(name, members);
    return arnOf(key);
  }

  private AwsAnswer update(String name, ObjectNode members) {
    var before = find(name, members.path("GroupName").asText(DEFAULT_GROUP));
    checkRole(members);
    put(name, members);
    return arnOf(before.key());
  }

  private void checkRole(ObjectNode members) {
    var group = members.path("GroupName").asText(DEFAULT_GROUP);
    if (!trust.lets(
        members.at("/Target/RoleArn").asText(), arnPrefix + "schedule-group/" + group)) {
      throw invalid(
          "The execution role you provide must allow AWS EventBridge Scheduler to assume the"
              + " role.");
    }
  }

  private AwsAnswer arnOf(String key) {
    return json(JSON.createObjectNode().put("ScheduleArn", arnPrefix + "schedule/" + key));
  }

  private AwsAnswer delete(PlannedSchedule schedule) {
    schedules.remove(schedule.key());
    due.remove(schedule.key());
    return json(JSON.createObjectNode());
  }

  private PlannedSchedule find(String name, String group) {
    var schedule = schedules.get(group + "/" + name);
    if (schedule == null) {
      throw new AwsException(
          404, "ResourceNotFoundException", "Schedule " + name + " does not exist.");
    }
    return schedule;
  }

  private static String group(String query) {
    var group = GROUP.matcher(query);
    return group.find() ? AwsCall.decoded(group.group(1)) : DEFAULT_GROUP;
  }

  private static ObjectNode read(AwsCall call) {
    if (call.jsonOrEmpty() instanceof ObjectNode members) {
      return members;
    }
    throw invalid("The request is no JSON object.");
  }

  private static AwsException unsupported(AwsCall call) {
    return new AwsException(
        501,
        "NotImplementedException",
        "The local Scheduler does not answer " + call.method() + " " + call.path());
  }

  private static AwsAnswer json(JsonNode body) {
    return new AwsAnswer(
        200, Map.of("content-type", "application/json"), body.toString().getBytes(UTF_8));
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    invocations.close();
  }
}

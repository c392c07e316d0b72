package localcloud.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import localcloud.aws.AwsException;
import localcloud.eventbridge.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * When a schedule is due (EventBridge Scheduler guide, "Schedule types"): {@code at}, {@code rate}
 * and {@code cron}, in a time zone, between two dates, within a flexible window.
 */
final class Timing {
  private static final Pattern AT = Pattern.compile("at\\((\\S+)\\)");

  /** Scheduler takes the plural for one too. */
  private static final Pattern PLURAL_OF_ONE = Pattern.compile("rate\\(1 (minute|hour|day)s\\)");

  private static final int LONGEST_WINDOW_MINUTES = 1_440;

  private final String expression;
  private final Schedule.Times times;
  private final @Nullable Instant end;
  private final Duration window;

  private Timing(String expression, Schedule.Times times, @Nullable Instant end, Duration window) {
    this.expression = expression;
    this.times = times;
    this.end = end;
    this.window = window;
  }

  /**
   * Reads the properties of a schedule.
   *
   * @param now a rate without a start date is due at once
   */
  static Timing of(JsonNode properties, Instant now) {
    var expression = properties.path("ScheduleExpression").asText();
    var zone = zone(properties.path("ScheduleExpressionTimezone").asText("UTC"));
    var start = date(properties, "StartDate");
    var end = date(properties, "EndDate");
    return new Timing(expression, times(expression, zone, start, now), end, window(properties));
  }

  private static Schedule.Times times(
      String expression, ZoneId zone, @Nullable Instant start, Instant now) {
    var at = AT.matcher(expression);
    if (at.matches()) {
      var once = once(at.group(1), zone);
      return time -> once.isAfter(time) ? Optional.of(once) : Optional.empty();
    }
    var from = start == null || start.isBefore(now) ? now : start;
    var first = from.truncatedTo(ChronoUnit.SECONDS); // AWS knows no fractions
    try {
      var single = PLURAL_OF_ONE.matcher(expression).replaceFirst("rate(1 $1)");
      var times = Schedule.of(single, first, zone).times();
      return expression.startsWith("rate")
          ? time -> time.isBefore(first) ? Optional.of(first) : times.after(time)
          : time -> times.after(time.isBefore(first) ? first.minusMillis(1) : time);
    } catch (IllegalArgumentException e) {
      throw Scheduler.invalid("Invalid Schedule Expression " + expression + ".");
    }
  }

  private static Instant once(String local, ZoneId zone) {
    try {
      return LocalDateTime.parse(local).atZone(zone).toInstant();
    } catch (DateTimeException e) {
      throw Scheduler.invalid("Invalid Schedule Expression at(" + local + ").");
    }
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw Scheduler.invalid("The ScheduleExpressionTimezone " + name + " is not valid.");
    }
  }

  private static @Nullable Instant date(JsonNode properties, String name) {
    var date = properties.path(name);
    if (date.isNumber()) { // as the API has it, in seconds
      return Instant.ofEpochMilli(Math.round(date.asDouble() * 1000));
    }
    try {
      return date.isTextual() ? OffsetDateTime.parse(date.asText()).toInstant() : null;
    } catch (DateTimeException e) {
      throw Scheduler.invalid("The " + name + " " + date + " is not valid.");
    }
  }

  private static Duration window(JsonNode properties) {
    var given = properties.path("FlexibleTimeWindow");
    var minutes = given.path("MaximumWindowInMinutes").asInt(0);
    return switch (given.path("Mode").asText()) {
      case "OFF" -> Duration.ZERO;
      case "FLEXIBLE" -> {
        if (minutes < 1 || minutes > LONGEST_WINDOW_MINUTES) {
          throw invalidWindow();
        }
        yield Duration.ofMinutes(minutes);
      }
      default -> throw invalidWindow();
    };
  }

  private static AwsException invalidWindow() {
    return Scheduler.invalid(
        "FlexibleTimeWindow needs the Mode OFF, or FLEXIBLE with MaximumWindowInMinutes from 1 to"
            + " 1440.");
  }

  String expression() {
    return expression;
  }

  /** The next time by the expression, before the end date; a rate's first time may be the given. */
  Optional<Instant> after(Instant time) {
    return times.after(time).filter(next -> end == null || next.isBefore(end) || isOnce());
  }

  boolean isOnce() {
    return expression.startsWith("at(");
  }

  /** A time within the flexible window that begins with the given one. */
  Instant within(Instant due, RandomGenerator random) {
    return window.isZero() ? due : due.plusMillis(random.nextLong(window.toMillis()));
  }
}

package localcloud.scheduler;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import localcloud.eventbridge.Schedule;
import localcloud.resources.Properties;
import org.jspecify.annotations.Nullable;

/**
 * When a schedule is due (EventBridge Scheduler guide, "Schedule types"): {@code at}, {@code rate}
 * and {@code cron}, in a time zone, between two dates, within a flexible window.
 */
final class Timing {
  private static final Pattern AT = Pattern.compile("at\\((\\S+)\\)");

  /** Scheduler takes the plural for one too. */
  private static final Pattern PLURAL_OF_ONE = Pattern.compile("rate\\(1 (minute|hour|day)s\\)");

  private static final String EXPRESSION = "ScheduleExpression";
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
  static Timing of(Properties properties, Instant now) {
    var expression = properties.text(EXPRESSION, "");
    var zone = zone(properties);
    var start = date(properties, "StartDate");
    var end = date(properties, "EndDate");
    var times = times(properties, expression, zone, start, now);
    return new Timing(expression, times, end, window(properties.object("FlexibleTimeWindow")));
  }

  private static Schedule.Times times(
      Properties of, String expression, ZoneId zone, @Nullable Instant start, Instant now) {
    var at = AT.matcher(expression);
    var from = start == null || start.isBefore(now) ? now : start;
    var first = from.truncatedTo(ChronoUnit.SECONDS); // AWS knows no fractions
    try {
      if (at.matches()) {
        var once = LocalDateTime.parse(at.group(1)).atZone(zone).toInstant();
        return time -> once.isAfter(time) ? Optional.of(once) : Optional.empty();
      }
      var single = PLURAL_OF_ONE.matcher(expression).replaceFirst("rate(1 $1)");
      var times = Schedule.of(single, first, zone).times();
      return expression.startsWith("rate")
          ? time -> time.isBefore(first) ? Optional.of(first) : times.after(time)
          : time -> times.after(time.isBefore(first) ? first.minusMillis(1) : time);
    } catch (DateTimeException | IllegalArgumentException e) {
      of.refuse(
          EXPRESSION,
          "Invalid Schedule Expression " + expression + ".",
          "write rate(value unit), cron(six fields) or at(yyyy-mm-ddThh:mm:ss)");
      return time -> Optional.empty();
    }
  }

  private static ZoneId zone(Properties properties) {
    var name = "ScheduleExpressionTimezone";
    var zone = properties.text(name, "UTC");
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      properties.refuse(name, "is " + zone, "write a name such as Europe/Berlin");
      return ZoneOffset.UTC;
    }
  }

  private static @Nullable Instant date(Properties properties, String name) {
    var date = properties.json(name);
    if (date.isNumber()) { // as the API has it, in seconds
      return Instant.ofEpochMilli(Math.round(date.asDouble() * 1000));
    }
    try {
      return date.isMissingNode() ? null : OffsetDateTime.parse(date.asText()).toInstant();
    } catch (DateTimeException e) {
      properties.refuse(name, "is " + date.asText(), "write a time such as 2030-01-31T12:00:00Z");
      return null;
    }
  }

  private static Duration window(Properties given) {
    var mode = given.oneOf("Mode", "", "OFF", "FLEXIBLE");
    var minutes = given.number("MaximumWindowInMinutes", 1, LONGEST_WINDOW_MINUTES);
    if (mode.equals("FLEXIBLE") && minutes == null) {
      given.refuse("MaximumWindowInMinutes", "is missing", "a flexible window has 1 to 1440");
    }
    return minutes == null || mode.equals("OFF") ? Duration.ZERO : Duration.ofMinutes(minutes);
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

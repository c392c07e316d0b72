package localcloud.eventbridge;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;

/** When a rule runs by itself; "Using cron and rate expressions" in the EventBridge User Guide. */
public record Schedule(String expression, Times times) {
  private static final Pattern RATE =
      Pattern.compile("rate\\((?:1 (minute|hour|day)|([2-9]|[1-9]\\d{1,8}) (minute|hour|day)s)\\)");
  private static final Pattern CRON = Pattern.compile("cron\\((\\S+(?: +\\S+){5})\\)");

  /** A row of times without end or with one. */
  @FunctionalInterface
  public interface Times {
    Optional<Instant> after(Instant time);
  }

  /**
   * Reads an expression.
   *
   * @param from when the rule is made: a rate counts from there
   * @throws IllegalArgumentException if it is none; the message says why
   */
  public static Schedule of(String expression, Instant from) {
    return of(expression, from, ZoneOffset.UTC);
  }

  /**
   * Reads an expression whose cron fields are meant in a time zone.
   *
   * @throws IllegalArgumentException if it is none; the message says why
   */
  public static Schedule of(String expression, Instant from, ZoneId zone) {
    var rate = RATE.matcher(expression);
    if (rate.matches()) {
      var one = rate.group(1);
      var period =
          one == null ? period(Long.parseLong(rate.group(2)), rate.group(3)) : period(1, one);
      return new Schedule(expression, time -> Optional.of(next(from, period, time)));
    }
    var cron = CRON.matcher(expression);
    if (cron.matches()) {
      return new Schedule(expression, cron(cron.group(1), zone));
    }
    throw new IllegalArgumentException("neither rate(value unit) nor cron(six fields)");
  }

  private static Duration period(long value, String unit) {
    return switch (unit) {
      case "minute" -> Duration.ofMinutes(value);
      case "hour" -> Duration.ofHours(value);
      default -> Duration.ofDays(value);
    };
  }

  private static Instant next(Instant from, Duration period, Instant time) {
    var gone = Math.max(0, Duration.between(from, time).dividedBy(period));
    return from.plus(period.multipliedBy(gone + 1));
  }

  /** The six fields are Quartz's without seconds: SUN is 1, and L, W, # and ? mean the same. */
  private static Times cron(String fields, ZoneId zone) {
    var quartz = CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ);
    var times = ExecutionTime.forCron(new CronParser(quartz).parse("0 " + fields).validate());
    return time -> times.nextExecution(time.atZone(zone)).map(next -> next.toInstant());
  }
}

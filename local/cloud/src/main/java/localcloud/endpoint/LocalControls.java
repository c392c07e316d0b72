package localcloud.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsException;
import localcloud.faults.FaultRules;
import localcloud.faults.Faults;
import localcloud.iam.Permissions;
import localcloud.observe.CallCounter;
import localcloud.observe.CallJournal;
import localcloud.observe.EmfMetrics;

/**
 * What the AWS endpoint offers beside AWS, below {@code /_local}.
 *
 * @param readings further ones by their paths, for example {@code /invocations}
 */
public record LocalControls(
    CallCounter calls,
    CallJournal journal,
    EmfMetrics metrics,
    Permissions permissions,
    Faults faults,
    Consumer<String> schedules,
    Supplier<Map<String, Long>> asyncMetrics,
    ArchivedEvents archivedEvents,
    Map<String, Reading> readings) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern SCHEDULE = Pattern.compile("POST /schedules/([^/]+)/run");
  private static final Pattern ARCHIVE = Pattern.compile("GET /archives/([^/]+)");
  private static final AwsAnswer DONE = AwsAnswer.noContent();

  /** What is kept of something and answered as JSON to a GET. */
  @FunctionalInterface
  public interface Reading {
    /**
     * @param query the decoded parameters
     * @throws IllegalArgumentException if they are not to be understood
     */
    String json(Map<String, String> query);
  }

  /** Counts the events of an archive by their types. */
  @FunctionalInterface
  public interface ArchivedEvents {
    /**
     * @param rule the ARN of the one rule that a replay would go to; empty for all
     * @throws AwsException if there is no such archive
     */
    Map<String, Long> count(String archive, Instant from, Instant to, String rule);
  }

  /**
   * Answers a request.
   *
   * @param path without {@code /_local}
   * @param query the decoded parameters
   */
  AwsAnswer answer(String method, String path, Map<String, String> query, String body) {
    var schedule = SCHEDULE.matcher(method + " " + path);
    try {
      if (schedule.matches()) {
        return done(() -> schedules.accept(schedule.group(1)));
      }
      var archive = ARCHIVE.matcher(method + " " + path);
      if (archive.matches()) {
        return archived(archive.group(1), query);
      }
      return control(method, path, query, body);
    } catch (NumberFormatException e) {
      return message(400, "after: must be a whole number");
    } catch (IllegalArgumentException e) { // also of rules
      return message(400, String.valueOf(e.getMessage()));
    }
  }

  private AwsAnswer control(String method, String path, Map<String, String> query, String body) {
    return switch (method + " " + path) {
      case "GET /calls" -> AwsAnswer.json(calls.json());
      case "DELETE /calls" -> done(calls::reset);
      case "GET /calls/journal" ->
          AwsAnswer.json(journal.json(after(query), query.getOrDefault("contains", "")));
      case "DELETE /calls/journal" -> done(journal::clear);
      case "GET /async" -> AwsAnswer.json(JSON.valueToTree(asyncMetrics.get()).toString());
      case "GET /metrics" -> AwsAnswer.json(metrics.json());
      case "DELETE /metrics" -> done(metrics::reset);
      case "GET /iam" -> AwsAnswer.json(permissions.json());
      case "GET /faults" -> AwsAnswer.json(faults.json());
      case "PUT /faults" -> done(() -> faults.replace(FaultRules.parse(body)));
      case "POST /faults" -> done(() -> faults.add(FaultRules.parse(body)));
      case "DELETE /faults" -> done(faults::heal);
      default -> reading(method, path, query);
    };
  }

  private AwsAnswer archived(String archive, Map<String, String> query) {
    try {
      var from = Instant.parse(query.getOrDefault("from", ""));
      var to = Instant.parse(query.getOrDefault("to", ""));
      var counts = archivedEvents.count(archive, from, to, query.getOrDefault("rule", ""));
      return AwsAnswer.json(JSON.valueToTree(counts).toString());
    } catch (DateTimeParseException e) {
      return message(400, "from and to must be times such as 2026-11-29T12:00:00Z");
    } catch (AwsException e) {
      return message(404, String.valueOf(e.getMessage()));
    }
  }

  private AwsAnswer reading(String method, String path, Map<String, String> query) {
    var reading = readings.get(path);
    return method.equals("GET") && reading != null
        ? AwsAnswer.json(reading.json(query))
        : message(404, "There is no " + method + " /_local" + path);
  }

  private static long after(Map<String, String> query) {
    return Long.parseLong(query.getOrDefault("after", "0"));
  }

  private static AwsAnswer done(Runnable action) {
    action.run();
    return DONE;
  }

  private static AwsAnswer message(int status, String text) {
    var body = JsonNodeFactory.instance.objectNode().put("message", text).toString();
    return new AwsAnswer(status, Map.of("content-type", "application/json"), body.getBytes(UTF_8));
  }
}

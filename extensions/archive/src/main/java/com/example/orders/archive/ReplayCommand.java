package com.example.orders.archive;

import com.example.orders.cli.CommandException;
import com.example.orders.cli.Console;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.model.DescribeReplayResponse;
import software.amazon.awssdk.services.eventbridge.model.ReplayState;
import software.amazon.awssdk.services.eventbridge.model.Rule;

/** Sends archived order events again and waits until that is done: {@code make replay}. */
public final class ReplayCommand {
  private static final Set<ReplayState> ENDS =
      Set.of(ReplayState.COMPLETED, ReplayState.CANCELLED, ReplayState.FAILED);
  private static final DateTimeFormatter IN_NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  /** Events may be so late in an archive of AWS: "Creating archives", EventBridge User Guide. */
  private static final Duration ARCHIVED_WITHIN = Duration.ofMinutes(10);

  private ReplayCommand() {}

  public static void main(String[] arguments) throws InterruptedException {
    try {
      var now = Instant.now();
      var request = ReplayRequest.of(System.getenv(), now);
      try (var archive = OrderArchive.open(System.getenv())) {
        System.exit(run(archive, request, now) ? 0 : 1);
      }
    } catch (SdkException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    } catch (CommandException e) {
      System.err.println(e.getMessage());
      System.exit(e.exitCode());
    }
  }

  /** Answers whether all went well. */
  private static boolean run(OrderArchive archive, ReplayRequest request, Instant now)
      throws InterruptedException {
    var rule = request.rule().isEmpty() ? null : archive.rule(request.rule());
    var ruleArn = rule == null ? "" : rule.arn();
    Console.say(
        "Archive %s, events from %s until before %s, to %s",
        archive.name(),
        request.from(),
        request.to(),
        rule == null
            ? "all rules: " + String.join(", ", names(archive))
            : "the rule " + rule.name());
    var counts = archive.countByType(request, ruleArn).map(ReplayCommand::text);
    if (request.isDryRun()) {
      Console.say("DRY RUN events=%s", counts.orElseGet(() -> unknown(archive)));
      return true;
    }
    if (!archive.isLocal() && request.to().isAfter(now.minus(ARCHIVED_WITHIN))) {
      Console.say("The last events may be missing: an archive can be ten minutes behind.");
    }
    var name = archive.start(request, suffix(now), ruleArn);
    return report(name, counts.orElse("unknown"), await(archive, name));
  }

  private static String text(Map<String, Long> counts) {
    var types =
        counts.entrySet().stream().map(type -> type.getKey() + ":" + type.getValue()).toList();
    return types.isEmpty() ? "none" : String.join(",", types);
  }

  private static String unknown(OrderArchive archive) {
    return "unknown: AWS counts an archive as a whole only, once a day; this one has %d events"
        .formatted(archive.eventCount());
  }

  private static List<String> names(OrderArchive archive) {
    return archive.rules().stream().map(Rule::name).toList();
  }

  private static String suffix(Instant now) {
    var random = Integer.toString(new Random().nextInt(46_656, 1_679_616), 36);
    return IN_NAME.format(now) + "-" + random;
  }

  /** Whoever does not want to wait ends the command; the replay goes on. */
  private static DescribeReplayResponse await(OrderArchive archive, String replay)
      throws InterruptedException {
    var pause = archive.isLocal() ? Duration.ofMillis(100) : Duration.ofSeconds(5);
    var last = ReplayState.UNKNOWN_TO_SDK_VERSION;
    while (true) {
      var described = look(archive, replay);
      if (described.state() != last) {
        last = described.state();
        Console.say("%s %s", replay, described.stateAsString());
      }
      if (ENDS.contains(last)) {
        return described;
      }
      Thread.sleep(pause);
    }
  }

  /** The role's session ends after an hour, the replay does not. */
  private static DescribeReplayResponse look(OrderArchive archive, String replay) {
    try {
      return archive.describe(replay);
    } catch (SdkException e) {
      throw new CommandException(lost(replay, e), e);
    }
  }

  static String lost(String replay, SdkException problem) {
    return "The replay goes on, but its state cannot be asked: %s. See: aws events describe-replay --replay-name %s"
        .formatted(problem.getMessage(), replay);
  }

  private static boolean report(String name, String events, DescribeReplayResponse ended) {
    var last = ended.eventLastReplayedTime();
    Console.say(
        "REPLAY name=%s state=%s events=%s last=%s",
        name, ended.stateAsString(), events, last == null ? "none" : last);
    if (ended.stateReason() != null) {
      Console.say("%s", ended.stateReason());
    }
    return ended.state() == ReplayState.COMPLETED;
  }
}

package com.example.orders.proof;

import com.example.orders.cli.Extensions;
import com.example.orders.cli.Parameters;
import com.example.orders.cli.Project;
import com.example.orders.cli.Run;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Sends orders through the whole application under faults and checks that nothing was lost and
 * nothing happened twice. Exits 0 only if so; the last line has the counts.
 */
public final class Prove {
  private static final int SHOWN = 60;

  private Prove() {}

  public static void main(String[] arguments) throws InterruptedException {
    var orders = Integer.parseInt(variable("ORDERS", "1000"));
    var fresh = new SplittableRandom().nextLong(1, 1_000_000_000);
    var seed = Long.parseLong(variable("SEED", Long.toString(fresh)));
    var percent = Double.parseDouble(variable("FAULT_PERCENT", "5"));
    var patterns = Parameters.parseOfCore(variable("PARAMETERS", ""));
    say(
        "Proving with seed %d: %d orders, faults in %.1f %% of the calls ...",
        seed, orders, percent);
    var target = Project.find().root().resolve("target");
    var log = new ProofLog(target, ProofLog.FILE).takingStandardError();
    var settings = ProofSettings.of(seed, orders);
    settings =
        settings
            .with(settings.plans(), RandomFaults.of(seed, percent / 100))
            .withPatterns(patterns)
            .with(beside(patterns))
            .telling(line -> say("%s", line), log);
    var result = run(settings);
    new ProofReport(settings, orders, result).write(target);
    tell(settings, orders, result);
    System.exit(result.verdict().passed() ? 0 : 1);
  }

  /** Standard error goes to the log, so what keeps a run from its end is said here. */
  private static ProofRun.Result run(ProofSettings settings) throws InterruptedException {
    try {
      return new ProofRun(settings).run();
    } catch (RuntimeException | Error e) {
      say("The run failed: %s", e);
      throw e;
    }
  }

  /** What {@code PARAMETERS} switches on runs in any case. */
  private static ProofSettings.Beside beside(Map<String, String> parameters) {
    var chosen = Extensions.of(Project.find()).chosen(extensions(), parameters.keySet());
    return new ProofSettings.Beside(chosen.stacksBeside(Run.STACK_NAME), _ -> {}, _ -> {});
  }

  private static String extensions() {
    return variable("EXTENSIONS", "none");
  }

  private static void tell(ProofSettings settings, int orders, ProofRun.Result result) {
    var verdict = result.verdict();
    verdict.violations().stream().limit(SHOWN).forEach(found -> say("%s", found));
    if (!verdict.passed()) {
      say("%d violations of %s", verdict.violations().size(), verdict.broken());
      say("Replay: %s EXTENSIONS=%s", ProofRun.command(settings, orders), extensions());
    }
    say(
        "%.1f orders/s under faults for %d s, settled %d s after healing. Report: %s, log: %s",
        orders / Math.max(1, result.load().toMillis() / 1000.0),
        result.load().toSeconds(),
        result.drain().toSeconds(),
        "target/" + ProofReport.FILE,
        "target/" + ProofLog.FILE);
    say("%s", result.eventLine());
    say("%s", verdict.line(settings.seed()));
  }

  private static String variable(String name, String otherwise) {
    var value = System.getenv().getOrDefault(name, "");
    return value.isBlank() ? otherwise : value;
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
    System.out.flush();
  }
}

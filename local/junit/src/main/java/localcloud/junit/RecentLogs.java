package localcloud.junit;

import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import localcloud.lambda.LogSink;
import localcloud.observe.ConsoleLog;

/** Keeps the last log lines of the functions, to be shown when a test fails. */
final class RecentLogs implements LogSink {
  private static final int KEPT = 200;
  private static final int KEPT_CHARACTERS = 2_000_000;

  private record Line(String function, String environment, String text) {}

  private final String prefix;
  private final Deque<Line> lines = new ArrayDeque<>();
  private int characters;

  RecentLogs(String prefix) {
    this.prefix = prefix;
  }

  @Override
  public synchronized void line(String function, String environment, String line) {
    lines.addLast(new Line(function, environment, line));
    characters += line.length();
    while (lines.size() > KEPT || characters > KEPT_CHARACTERS) {
      characters -= lines.removeFirst().text().length();
    }
  }

  synchronized void printTo(PrintStream out) {
    out.println("The functions' last log lines:");
    var log = new ConsoleLog(out, prefix, false, Clock.systemUTC());
    lines.forEach(line -> log.line(line.function(), line.environment(), line.text()));
  }
}

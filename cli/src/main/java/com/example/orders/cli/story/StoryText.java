package com.example.orders.cli.story;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A story as lines for a terminal: seconds since its begin, what happened, how it ended, for how
 * long.
 */
final class StoryText {
  /** A shorter gap is no wait. */
  private static final Duration SHORTEST_GAP = Duration.ofMillis(5);

  /** The frames of an exception are in the JSON. */
  private static final int WIDEST = 140;

  private static final String INDENT = " ".repeat(13);

  private record Entry(Instant at, List<String> lines) {}

  private StoryText() {}

  static List<String> of(Story story) {
    var text = new ArrayList<String>();
    text.add(
        "%s %s  %s".formatted(story.customer(), story.orderId(), story.standing().text()).strip());
    var hops = story.hops().stream().map(hop -> new Entry(hop.begun(), hop(story, hop)));
    var gaps =
        story.gaps().stream()
            .filter(gap -> gap.length().compareTo(SHORTEST_GAP) >= 0)
            .map(gap -> new Entry(gap.begun(), List.of(gap(story, gap))));
    Stream.concat(hops, gaps)
        .sorted(Comparator.comparing(Entry::at))
        .forEach(entry -> text.addAll(entry.lines()));
    if (story.polls() > 0) {
      text.add("Requests for its status: %d.".formatted(story.polls()));
    }
    if (!story.missing().isEmpty()) {
      text.add(story.missing() + ".");
    }
    return text;
  }

  private static List<String> hop(Story story, Hop hop) {
    var lines = new ArrayList<String>();
    var fault = hop.fault().isEmpty() ? "" : "(fault " + hop.fault() + ")";
    lines.add(
        row(
                since(story, hop.begun()),
                hop.name() + number(hop),
                hop.outcome(),
                millis(Duration.between(hop.begun(), hop.endOr(story.until()))),
                (hop.detail() + " " + fault).strip())
            .stripTrailing());
    hop.calls().forEach(call -> lines.add(INDENT + "> " + call.text()));
    hop.lines().forEach(line -> lines.add(INDENT + cut(line.level() + " " + line.message())));
    return lines;
  }

  private static String cut(String text) {
    return text.length() <= WIDEST ? text : text.substring(0, WIDEST) + " ...";
  }

  /** Which try it is, where there may be several. */
  static String number(Hop hop) {
    if (hop.attempt() == 1 && !(hop.failed() && hop.most() > 1)) {
      return "";
    }
    return hop.most() > 0
        ? " %d of %d".formatted(hop.attempt(), hop.most())
        : " try " + hop.attempt();
  }

  private static String gap(Story story, Gap gap) {
    return row(since(story, gap.begun()), "  ~ " + gap.waitedFor(), "", millis(gap.length()), "")
        .stripTrailing();
  }

  private static String row(String at, String name, String outcome, String time, String detail) {
    return "%s  %-44s %-7s %11s  %s".formatted(at, name, outcome, time, detail);
  }

  static String since(Story story, Instant at) {
    var millis = Duration.between(story.begun(), at).toMillis();
    return String.format(Locale.ROOT, "%9.3f", millis / 1e3);
  }

  static String millis(Duration duration) {
    return duration.toMillis() + " ms";
  }
}

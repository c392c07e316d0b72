package com.example.orders.cli.story;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A story as one page without scripts and without anything from elsewhere: each hop and each wait
 * is a bar on the time axis; a click opens its calls and log lines.
 */
final class StoryHtml {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>Order %s</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <style>
      :root { color-scheme: light dark; --ink: #1d2329; --paper: #fff; --line: #d9dee3; --soft: #5c6773;
        --ok: #2f7d5b; --failed: #c0392b; --wait: #c3cbd3; --runs: #2d6cb5; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --paper: #15191d; --line: #333b43;
        --soft: #98a4b0; --ok: #4fb286; --failed: #ef6b5e; --wait: #46515c; --runs: #6aa8ee; } }
      body { font: 14px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem; }
      h1 { font-size: 1.15rem; margin: 0; font-family: ui-monospace, monospace; }
      .standing { margin: .4rem 0 1.4rem; font-size: 1.05rem; }
      .row { display: grid; grid-template-columns: 5.5rem 20rem 1fr 6rem; gap: .8rem; align-items: center;
        padding: .18rem 0; border-top: 1px solid var(--line); }
      .time, .long { text-align: right; color: var(--soft); font-variant-numeric: tabular-nums; }
      .axis { position: relative; height: .8rem; }
      .bar { position: absolute; top: 0; bottom: 0; min-width: 2px; border-radius: 2px; background: var(--ok); }
      .failed .bar { background: var(--failed); } .runs .bar { background: var(--runs); }
      .gap { color: var(--soft); } .gap .bar { background: var(--wait); }
      .failed b { color: var(--failed); }
      summary { list-style: none; cursor: pointer; } summary::-webkit-details-marker { display: none; }
      ul { margin: .1rem 0 .5rem 6.3rem; padding: 0; list-style: none; font: 12px/1.5 ui-monospace, monospace; }
      .bad { color: var(--failed); } footer { color: var(--soft); margin-top: 1rem; }
      </style></head><body>
      <h1>%s</h1><p class="standing">%s</p>
      %s
      <footer>%s</footer></body></html>
      """;

  private record Entry(Instant at, String html) {}

  private final Story story;
  private final double millis;

  private StoryHtml(Story story) {
    this.story = story;
    millis = Math.max(1, Duration.between(story.begun(), story.until()).toMillis());
  }

  static String of(Story story) {
    return new StoryHtml(story).page();
  }

  private String page() {
    var hops = story.hops().stream().map(hop -> new Entry(hop.begun(), hop(hop)));
    var gaps =
        story.gaps().stream()
            .filter(gap -> gap.length().toMillis() >= 5)
            .map(gap -> new Entry(gap.begun(), gap(gap)));
    var rows =
        Stream.concat(hops, gaps)
            .sorted(Comparator.comparing(Entry::at))
            .map(Entry::html)
            .collect(Collectors.joining("\n"));
    var polls = story.polls() > 0 ? "Requests for its status: " + story.polls() + ". " : "";
    return PAGE.formatted(
        escaped(story.orderId()),
        escaped(story.customer() + " " + story.orderId()),
        escaped(story.standing().text()),
        rows,
        escaped(polls + story.missing()));
  }

  private String hop(Hop hop) {
    var kind = hop.failed() ? "failed" : hop.ended().isEmpty() ? "runs" : "ok";
    var name =
        "<b>%s</b>%s <small>%s</small>"
            .formatted(escaped(hop.name()), escaped(StoryText.number(hop)), escaped(hop.outcome()));
    var row = row(kind, name, hop.begun(), hop.endOr(story.until()));
    var notes =
        Stream.of(
                hop.detail().isEmpty() ? "" : note(hop.detail(), hop.failed()),
                hop.fault().isEmpty() ? "" : note("fault " + hop.fault(), true),
                hop.calls().stream().map(StoryHtml::call).collect(Collectors.joining()),
                hop.lines().stream()
                    .map(line -> note(line.level() + " " + line.message(), false))
                    .collect(Collectors.joining()))
            .collect(Collectors.joining());
    return notes.isEmpty()
        ? row
        : "<details%s><summary>%s</summary><ul>%s</ul></details>"
            .formatted(hop.failed() ? " open" : "", row, notes);
  }

  private String gap(Gap gap) {
    return row("gap", escaped("~ " + gap.waitedFor()), gap.begun(), gap.ended());
  }

  private String row(String kind, String name, Instant begun, Instant ended) {
    var length = Duration.between(begun, ended);
    return """
    <div class="row %s"><span class="time">%s</span><span>%s</span><span class="axis">\
    <span class="bar" style="left:%s%%;width:%s%%"></span></span><span class="long">%s</span></div>"""
        .formatted(
            kind,
            StoryText.since(story, begun).strip(),
            name,
            share(Duration.between(story.begun(), begun)),
            share(length),
            StoryText.millis(length));
  }

  private String share(Duration duration) {
    return String.format(Locale.ROOT, "%.3f", Math.min(100, duration.toMillis() * 100 / millis));
  }

  private static String call(Journals.Call call) {
    return note(call.text(), call.failed());
  }

  private static String note(String text, boolean bad) {
    return "<li%s>%s</li>".formatted(bad ? " class=\"bad\"" : "", escaped(text));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}

package com.example.orders.operations;

import com.example.orders.cli.LocalMetrics;
import com.example.orders.cli.LocalMetrics.Minute;
import com.example.orders.operations.Series.Metric;
import com.example.orders.operations.Widget.Alarms;
import com.example.orders.operations.Widget.Graph;
import com.example.orders.operations.Widget.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The dashboard as a page of its own, to see its layers without AWS: each widget in its place with
 * its lines' names, and our own metrics with what the local cloud's functions said.
 */
final class DashboardPage {
  private static final List<String> COLOURS =
      List.of(
          "#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f",
          "#bcbd22", "#17becf", "#aec7e8", "#ffbb78", "#98df8a", "#ff9896");

  private static final String PAGE =
      """
      <!doctype html><html lang="en"><meta charset="utf-8"><title>Orderly: the dashboard</title>
      <style>
      body{font:13px/1.35 system-ui,sans-serif;margin:16px;background:#f2f3f3;color:#16191f}
      main{display:grid;grid-template-columns:repeat(24,1fr);grid-auto-rows:34px;gap:6px}
      section{background:#fff;border:1px solid #d5dbdb;border-radius:4px;padding:6px 8px;overflow:hidden}
      section.words{background:none;border:none;padding:4px 0} h2{font-size:16px;margin:0}
      h3{font-size:13px;margin:0 0 2px} svg{width:100%%;height:104px;display:block;background:#fbfbfb}
      p{margin:2px 0;font-size:11px;line-height:1.3} i{font-style:normal;white-space:nowrap;margin-right:8px}
      b{display:inline-block;width:9px;height:9px;border-radius:2px;margin-right:3px}
      .alarm{display:inline-block;border:1px solid #1d8102;border-radius:3px;padding:3px 8px;margin:0 8px 0 0}
      small{color:#687078}
      </style><main>
      %s</main></html>
      """;

  private final LocalMetrics metrics;

  DashboardPage(LocalMetrics metrics) {
    this.metrics = metrics;
  }

  String of(Dashboard dashboard) {
    return PAGE.formatted(
        dashboard.widgets().stream().map(this::section).collect(Collectors.joining()));
  }

  private String section(Dashboard.Placed placed) {
    var widget = placed.widget();
    return "<section class=\"%s\" style=\"grid-area:%d/%d/span %d/span %d\">%s</section>\n"
        .formatted(
            widget instanceof Words ? "words" : "widget",
            placed.y() + 1,
            placed.x() + 1,
            widget.height(),
            widget.width(),
            switch (widget) {
              case Words words -> "<h2>" + escaped(words.markdown().replace("## ", "")) + "</h2>";
              case Alarms alarms ->
                  alarms.alarms().stream()
                      .map(alarm -> "<span class=\"alarm\">" + escaped(alarm) + "</span>")
                      .collect(Collectors.joining());
              case Graph graph -> graph(graph);
            });
  }

  private String graph(Graph graph) {
    var seen =
        graph.series().stream()
            .filter(series -> !(series instanceof Metric metric && metric.isHidden()))
            .toList();
    return "<h3>%s</h3>%s<p>%s</p>"
        .formatted(escaped(graph.title()), lines(seen, graph.statistic()), legend(seen));
  }

  private static String legend(List<Series> series) {
    return IntStream.range(0, series.size())
        .mapToObj(
            i ->
                "<i><b style=\"background:%s\"></b>%s</i>"
                    .formatted(colour(i), escaped(name(series.get(i)))))
        .collect(Collectors.joining());
  }

  private static String name(Series series) {
    return series.label().isEmpty() && series instanceof Metric metric
        ? metric.name()
        : series.label();
  }

  /**
   * The last half hour. A sum of a minute, or the mean of it where CloudWatch shows percentiles.
   */
  private String lines(List<Series> series, String statistic) {
    var own = series.stream().map(this::minutes).toList();
    var last =
        own.stream().flatMap(List::stream).map(Minute::at).max(Instant::compareTo).orElse(null);
    if (last == null) {
      return "<svg viewBox=\"0 0 300 100\" preserveAspectRatio=\"none\"></svg><small>%s</small>"
          .formatted(
              series.stream().anyMatch(one -> one instanceof Metric m && m.isOwn())
                  ? "no data"
                  : "calculated or measured by AWS: in a deployed stack");
    }
    var isSum = statistic.equals("Sum");
    var top =
        own.stream()
            .flatMap(List::stream)
            .mapToDouble(minute -> value(minute, isSum))
            .max()
            .orElse(1);
    var lines =
        IntStream.range(0, own.size())
            .mapToObj(i -> line(own.get(i), last, isSum, Math.max(top, 1), colour(i)))
            .collect(Collectors.joining());
    return "<svg viewBox=\"0 0 300 100\" preserveAspectRatio=\"none\">%s</svg><small>up to %s</small>"
        .formatted(lines, String.format(Locale.ROOT, "%.1f", top));
  }

  private List<Minute> minutes(Series series) {
    if (!(series instanceof Metric metric) || !metric.isOwn()) {
      return List.of();
    }
    return metrics.series().stream()
        .filter(
            one -> one.name().equals(metric.name()) && one.dimensions().equals(metric.dimensions()))
        .findFirst()
        .map(LocalMetrics.Series::minutes)
        .orElse(List.of());
  }

  private static double value(Minute minute, boolean isSum) {
    return isSum ? minute.sum() : minute.sum() / minute.count();
  }

  private static String line(
      List<Minute> minutes, Instant last, boolean isSum, double top, String colour) {
    var points =
        minutes.stream()
            .filter(minute -> Duration.between(minute.at(), last).toMinutes() <= 10)
            .map(
                minute ->
                    String.format(
                        Locale.ROOT,
                        "%.1f,%.1f",
                        300 - 30.0 * Duration.between(minute.at(), last).toMinutes(),
                        97 - 92 * value(minute, isSum) / top))
            .toList();
    // A single minute is a point: a line needs two.
    return points.isEmpty()
        ? ""
        : "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-linecap=\"round\" vector-effect=\"non-scaling-stroke\" points=\"%s %s\"/>"
            .formatted(colour, String.join(" ", points), points.getLast());
  }

  private static String colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}

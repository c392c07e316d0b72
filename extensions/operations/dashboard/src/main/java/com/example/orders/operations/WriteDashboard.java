package com.example.orders.operations;

import com.example.orders.cli.CommandException;
import com.example.orders.cli.Console;
import com.example.orders.cli.LocalMetrics;
import com.example.orders.cli.Project;
import com.example.orders.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the dashboard into the template, and as a page to look at: {@code make dashboard}. */
public final class WriteDashboard {
  private static final String BEGIN = "  # dashboard: begin\n";
  private static final String END = "  # dashboard: end\n";

  private WriteDashboard() {}

  public static void main(String[] arguments) throws IOException {
    var root = Project.find().root();
    var dashboard = Dashboard.of(Layers.all());
    var template = template(root);
    Files.writeString(template, in(Files.readString(template), dashboard));
    var page = root.resolve("target/dashboard.html");
    Files.createDirectories(page.getParent());
    var metrics = metrics();
    Files.writeString(page, new DashboardPage(metrics).of(dashboard));
    Console.say(
        "%s, and %s with %s",
        root.relativize(template),
        root.relativize(page),
        metrics.series().isEmpty()
            ? "no data: no local cloud answers"
            : "what the local cloud's functions said");
  }

  static Path template(Path root) {
    return root.resolve("extensions").resolve("operations").resolve("template.yaml");
  }

  /** The template with this dashboard in the place of the one that it has. */
  static String in(String template, Dashboard dashboard) {
    var begin = template.indexOf(BEGIN) + BEGIN.length();
    var end = template.indexOf(END);
    if (begin < BEGIN.length() || end < begin) {
      throw new IllegalStateException("The template has no lines " + BEGIN + END);
    }
    return template.substring(0, begin) + DashboardText.of(dashboard) + template.substring(end);
  }

  private static LocalMetrics metrics() {
    try {
      return LocalMetrics.ask(Run.localEndpoint(System.getenv()));
    } catch (CommandException e) { // the page shows what is looked at
      return new LocalMetrics(List.of());
    }
  }
}

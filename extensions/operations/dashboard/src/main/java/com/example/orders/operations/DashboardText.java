package com.example.orders.operations;

import com.example.orders.operations.Series.Expression;
import com.example.orders.operations.Series.Metric;
import com.example.orders.operations.Widget.Alarms;
import com.example.orders.operations.Widget.Graph;
import com.example.orders.operations.Widget.Words;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The dashboard as a resource of the template (CloudWatch API reference, "Dashboard body structure
 * and syntax"). No region, account or name is in it: {@code !Sub} puts them in.
 */
final class DashboardText {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String RESOURCE =
      """
        Dashboard:
          Type: AWS::CloudWatch::Dashboard
          Properties:
            # Dashboards are an account's, of all regions.
            DashboardName: !Sub "${AWS::StackName}-${AWS::Region}"
            DashboardBody: !Sub
              - |-
      """;

  private static final String TEXT = " ".repeat(10);

  private DashboardText() {}

  /** The resource, indented as in the template. */
  static String of(Dashboard dashboard) {
    var text = new StringBuilder(RESOURCE);
    text.append(TEXT)
        .append("{\"start\": \"-PT3H\", \"periodOverride\": \"inherit\", \"widgets\": [\n");
    var last = dashboard.widgets().size() - 1;
    for (var i = 0; i <= last; i++) {
      lines(dashboard.widgets().get(i))
          .forEach(line -> text.append(TEXT).append(line).append('\n'));
      text.setLength(text.length() - 1);
      text.append(i < last ? ",\n" : "\n");
    }
    text.append(TEXT).append("]}\n");
    var imports = imports();
    for (var i = 0; i < imports.size(); i++) {
      text.append(i == 0 ? "        - " : "          ").append(imports.get(i)).append('\n');
    }
    return text.toString();
  }

  /** A widget in one line, and each of its series in one. */
  private static List<String> lines(Dashboard.Placed placed) {
    var node = node(placed);
    var metrics = node.at("/properties/metrics");
    if (!metrics.isArray()) {
      return List.of(spaced(node));
    }
    var series = new ArrayList<String>();
    metrics.forEach(one -> series.add("  " + spaced(one)));
    ((ObjectNode) node.path("properties")).remove("metrics");
    var head = spaced(node).replaceFirst("}}$", ", \"metrics\": [");
    var lines = new ArrayList<>(List.of(head));
    lines.addAll(List.of(String.join(",\n" + TEXT, series).split("\n" + TEXT)));
    lines.set(lines.size() - 1, lines.getLast() + "]}}");
    return lines;
  }

  private static String spaced(Object node) {
    try {
      return JSON.writeValueAsString(node)
          .replaceAll("(?<=[\"\\]}\\d]),(?=[\"\\[{])", ", ")
          .replaceAll("(?<=\"):(?=[\"\\[{\\dft])", ": ");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode node(Dashboard.Placed placed) {
    var widget = placed.widget();
    var node = JSON.createObjectNode();
    node.put(
        "type",
        switch (widget) {
          case Words _ -> "text";
          case Alarms _ -> "alarm";
          case Graph _ -> "metric";
        });
    node.put("x", placed.x()).put("y", placed.y());
    node.put("width", widget.width()).put("height", widget.height());
    var properties = node.putObject("properties");
    switch (widget) {
      case Words words -> properties.put("markdown", words.markdown());
      case Alarms alarms -> {
        properties.put("title", alarms.title());
        var arns = properties.putArray("alarms");
        alarms.alarms().forEach(alarm -> arns.add("${" + alarm + ".Arn}"));
      }
      case Graph graph -> {
        properties.put("title", graph.title()).put("region", "${AWS::Region}");
        properties.put("stat", graph.statistic()).put("period", graph.seconds());
        var metrics = properties.putArray("metrics");
        graph.series().forEach(series -> add(series, metrics.addArray()));
      }
    }
    return node;
  }

  private static void add(Series series, ArrayNode metric) {
    switch (series) {
      case Expression expression ->
          metric
              .addObject()
              .put("expression", expression.expression())
              .put("label", expression.label());
      case Metric one -> {
        metric.add(one.namespace()).add(one.name());
        one.dimensions().forEach((name, value) -> metric.add(name).add(value));
        var options = metric.addObject().put("label", one.label());
        if (!one.statistic().isEmpty()) {
          options.put("stat", one.statistic());
        }
        if (!one.id().isEmpty()) {
          options.put("id", one.id()).put("visible", false);
        }
      }
    }
  }

  /** What the text's parameters are: the core's exports. */
  private static List<String> imports() {
    var imports = new ArrayList<String>();
    for (var function : Layers.FUNCTIONS) {
      var isArn = function.equals("AcceptOrders") || function.equals("RecordFailure");
      imports.add(
          function
              + (isArn
                  ? ": !Select [6, !Split [\":\", {" + export(function + "Arn") + "}]]"
                  : ": {" + export(function) + "}"));
    }
    for (var queue : List.of(Layers.QUEUES, Layers.SINKS)) {
      queue.forEach(
          name ->
              imports.add(name + ": !Select [4, !Split [\"/\", {" + export(name + "Url") + "}]]"));
    }
    Layers.TABLES.forEach(table -> imports.add(table + ": {" + export(table + "Name") + "}"));
    imports.add("OrderWorkflow: {" + export("OrderWorkflowArn") + "}");
    return imports;
  }

  private static String export(String name) {
    return "Fn::ImportValue: !Sub \"${CoreStackName}-" + name + "\"";
  }
}

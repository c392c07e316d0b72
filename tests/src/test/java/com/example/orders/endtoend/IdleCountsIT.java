package com.example.orders.endtoend;

import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Extensions;
import com.example.orders.cli.Project;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.observe.CallCount;
import localcloud.observe.EmfMetrics;
import localcloud.sam.StackResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;

/** What the functions that run by schedule use while there are no orders. */
@Tag("local")
@Execution(CONCURRENT)
@Timeout(300)
class IdleCountsIT {
  private static final Project PROJECT = Project.find();
  private static final String CORE = "local";

  private final Map<String, EmfMetrics> metrics = new ConcurrentHashMap<>();

  @Test
  void aScheduledRunThatFindsNothingUsesWhatTheFilesSay() throws Exception {
    var extensions =
        Extensions.of(PROJECT).names().stream()
            .filter(name -> Files.exists(PROJECT.root().resolve(costs(name))))
            .toList();
    var files = new ArrayList<>(List.of(CountsFile.of("docs/costs/counts.json")));
    extensions.forEach(name -> files.add(CountsFile.of(costs(name))));
    try (var cloud = LocalCloud.start(settings(extensions))) {
      for (var file : files) {
        for (var schedule : file.section("schedules").properties()) {
          if (schedule.getValue().has("measured")) { // what needs orders is assumed
            var function = schedule.getKey();
            run(cloud, function);
            file.check("schedules", function, () -> run(cloud, function));
          }
        }
      }
    }
  }

  private static String costs(String extension) {
    return "extensions/" + extension + "/costs.json";
  }

  private LocalCloudSettings settings(List<String> extensions) {
    var settings =
        LocalCloudSettings.of(PROJECT.template(), PROJECT.artifacts())
            .withStack(CORE, "us-east-1")
            .withLogs(
                (function, environment, line) -> of(function).line(function, environment, line));
    var names = extensions.isEmpty() ? "none" : String.join(",", extensions);
    for (var stack : Extensions.of(PROJECT).chosen(names).stacksBeside(CORE)) {
      settings = settings.withStackBeside(stack);
    }
    return settings;
  }

  /** What this function says, by its name. */
  private EmfMetrics of(String function) {
    return metrics.computeIfAbsent(
        function, _ -> new EmfMetrics((name, environment, line) -> {}, Clock.systemUTC()));
  }

  /** Runs it once; if it has become due meanwhile too, it is the mean of both. */
  private Usage run(LocalCloud cloud, String function) {
    var endpoint = cloud.endpointUrl().toString();
    var rule =
        only(
            cloud,
            one ->
                one.properties().has("ScheduleExpression") && one.logicalId().contains(function));
    var said =
        of(
            only(
                    cloud,
                    one ->
                        one.type().equals("AWS::Lambda::Function")
                            && one.logicalId().endsWith(function))
                .ref());
    said.reset();
    var kept = KeptWork.since(endpoint, rule.ref());
    var readsBefore = readUnits(cloud, function);
    cloud.runSchedule(rule.ref());
    var runs = kept.invocations().size();
    var measured =
        Map.of(
            "readUnits",
            (readUnits(cloud, function) - readsBefore) / runs,
            "metricSeries",
            (double) series(said));
    var observed = kept.observed();
    observed.replaceAll((name, sum) -> sum / runs);
    return new Usage(measured, observed);
  }

  private static StackResource only(LocalCloud cloud, Predicate<StackResource> which) {
    return cloud.resources().stream().filter(which).findFirst().orElseThrow();
  }

  private static double readUnits(LocalCloud cloud, String function) {
    return cloud.calls().counts().stream()
        .filter(call -> call.principal().contains(function + "Role"))
        .mapToDouble(CallCount::readUnits)
        .sum();
  }

  private static int series(EmfMetrics metrics) {
    try {
      return new ObjectMapper().readTree(metrics.json()).path("series").size();
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}

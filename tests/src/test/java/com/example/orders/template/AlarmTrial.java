package com.example.orders.template;

import com.example.orders.template.AlarmScenarios.Scenario;
import com.example.orders.template.MetricPoints.Metric;
import com.example.orders.template.TransformedTemplate.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Feeds an alarm with what must ring it and with what must not, and tells what is wrong. */
record AlarmTrial(TransformedTemplate template, AlarmScenarios scenarios) {

  /** All alarms, single and composite. */
  Stream<Resource> alarms() {
    return Stream.of(AlarmState.ALARM, AlarmState.COMPOSITE).flatMap(template::ofType);
  }

  List<String> findings(Resource alarm) {
    var expected = scenarios.alarms().get(alarm.id());
    if (expected == null || expected.rings().isEmpty() || expected.quiet().isEmpty()) {
      return List.of(alarm.id() + ": no scenario says what rings it and what does not");
    }
    var findings = new ArrayList<String>();
    expected.rings().forEach(scenario -> rings(alarm, scenario, findings));
    expected.quiet().forEach(scenario -> staysQuiet(alarm, scenario, findings));
    silence(alarm, expected.silence(), findings);
    return findings;
  }

  private AlarmState over(int minutes) {
    return new AlarmState(template, new MetricPoints(minutes));
  }

  /** Time in which all is well, before and after, is as long as the alarm can look back. */
  private int reach(Resource alarm) {
    return over(0).reach(alarm);
  }

  private void rings(Resource alarm, Scenario scenario, List<String> findings) {
    var reach = reach(alarm);
    var end = reach + scenario.minutes();
    for (var variant = 0; variant < variants(alarm, scenario); variant++) {
      var state = timeline(alarm, scenario, variant);
      var what =
          alarm.id() + " (" + scenario.points() + ", the " + (variant + 1) + ". of its kind)";
      if (state.rings(alarm, reach - 1)) {
        findings.add(alarm.id() + ": rings in a stack that is well");
      }
      if (!state.rings(alarm, end - 1)) {
        findings.add(what + ": does not ring within " + scenario.minutes() + " minutes");
      }
      if (state.rings(alarm, end + reach - 1)) {
        findings.add(what + ": still rings when all is well again");
      }
    }
  }

  private int variants(Resource alarm, Scenario scenario) {
    var variants = scenarios.variants(over(0), alarm, scenario);
    if (variants == 0) {
      throw new IllegalArgumentException(
          alarm.id() + " is on none of the metrics " + scenario.points().keySet());
    }
    return variants;
  }

  private void staysQuiet(Resource alarm, Scenario scenario, List<String> findings) {
    var reach = reach(alarm);
    for (var variant = 0; variant < variants(alarm, scenario); variant++) {
      var state = timeline(alarm, scenario, variant);
      for (var minute = reach; minute < reach + scenario.minutes(); minute++) {
        if (state.rings(alarm, minute)) {
          findings.add(alarm.id() + " " + scenario.points() + ": rings, and must not");
          return;
        }
      }
    }
  }

  private void silence(Resource alarm, boolean expected, List<String> findings) {
    var reach = reach(alarm);
    var state = over(2 * reach);
    fill(state, alarm, 0, reach, scenarios::healthy);
    if (state.rings(alarm, 2 * reach - 1) != expected) {
      findings.add(alarm.id() + ": silence " + (expected ? "must ring it" : "must not ring it"));
    }
  }

  private AlarmState timeline(Resource alarm, Scenario scenario, int variant) {
    var reach = reach(alarm);
    var end = reach + scenario.minutes();
    var state = over(end + reach);
    fill(state, alarm, 0, reach, metric -> scenarios.around(scenario, metric));
    fill(
        state,
        alarm,
        reach,
        end,
        metric -> scenarios.during(scenario, variant, state, alarm, metric));
    fill(state, alarm, end, end + reach, metric -> scenarios.around(scenario, metric));
    return state;
  }

  private static void fill(
      AlarmState state, Resource alarm, int from, int until, ToDoubleFunction<Metric> points) {
    state
        .metrics(alarm)
        .forEach(metric -> state.points().set(metric, from, until, points.applyAsDouble(metric)));
  }

  /** Scenarios of alarms that there are not. */
  List<String> leftOver() {
    var there = alarms().map(Resource::id).toList();
    return scenarios.alarms().keySet().stream().filter(id -> !there.contains(id)).toList();
  }

  /** The same with an alarm that was changed. */
  AlarmTrial with(Resource changed) {
    return new AlarmTrial(
        new TransformedTemplate(
            template.resources().stream()
                .map(one -> one.id().equals(changed.id()) ? changed : one)
                .toList()),
        scenarios);
  }

  /** As the rules for templates know the core. */
  static AlarmTrial ofTheCore() {
    return new AlarmTrial(TransformedTemplate.ours(), AlarmScenarios.ofTheCore());
  }

  static AlarmTrial ofExtension(String name) {
    return new AlarmTrial(
        TransformedTemplate.of(ExtensionsTest.load(name)), AlarmScenarios.ofExtension(name));
  }

  /** All of them, by the extension's name or {@code core}. */
  static Map<String, AlarmTrial> all() {
    var all = new LinkedHashMap<String, AlarmTrial>();
    all.put("core", ofTheCore());
    ExtensionsTest.extensions().forEach(name -> all.put(name, ofExtension(name)));
    return all;
  }
}

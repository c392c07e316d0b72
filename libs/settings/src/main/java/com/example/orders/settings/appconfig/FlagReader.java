package com.example.orders.settings.appconfig;

import com.example.orders.json.OrderJson;
import com.example.orders.settings.BreakerSettings;
import com.example.orders.settings.ChaosFault;
import com.example.orders.settings.Experiment;
import com.example.orders.settings.NotificationSettings;
import com.example.orders.settings.Settings;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Makes settings of feature flags. A flag is a group of settings: while it is on, its attributes
 * hold; while it is off, what the code and the template say.
 *
 * <p>AppConfig guide, "Understanding the type reference for AWS.AppConfig.FeatureFlags".
 */
public final class FlagReader {
  private record Flag(String name, BiFunction<FlagAttributes, Settings, Settings> use) {}

  private static final String CHAOS = "chaos";

  private static final List<Flag> FLAGS =
      List.of(
          new Flag("breaker", FlagReader::breaker),
          new Flag(CHAOS, FlagReader::experiment),
          new Flag(
              "notifications",
              (flag, settings) ->
                  settings.withNotifications(
                      new NotificationSettings(
                          flag.truth("fallBackToAccount"), flag.whole("accountPercent")))),
          new Flag(
              "retries",
              (flag, settings) -> settings.withRetryBudgetPercent(flag.whole("budgetPercent"))));

  private final ObjectMapper json = OrderJson.mapper();

  /**
   * Reads flags as a client gets them, where one that is off has no attributes. One that is unknown
   * here is a later version's.
   *
   * @throws SettingsRefusedException if a flag that is on has no value that can be used
   */
  public Settings ofRetrieved(String flags, Settings defaults) {
    var values = tree(flags);
    var settings = defaults;
    var findings = new ArrayList<String>();
    for (var flag : FLAGS) {
      var value = values.path(flag.name());
      if (value.path("enabled").asBoolean()) {
        settings = apply(flag, new FlagAttributes(value), settings, findings);
      }
    }
    refuseIfAny(findings);
    return settings;
  }

  /**
   * Reads flags as AppConfig stores them, and holds all of them to the rules, those that are off
   * too.
   *
   * @param experiments what an experiment has to keep where these flags go
   * @return the settings if all were on
   * @throws SettingsRefusedException for a flag or an attribute that is unknown, missing or wrong
   */
  public Settings ofStored(String document, ExperimentRule experiments) {
    var values = tree(document).path("values");
    var known = FLAGS.stream().map(Flag::name).toList();
    var findings = new ArrayList<String>();
    values
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                findings.add("There is no flag " + name);
              }
            });
    var settings = Settings.DEFAULT;
    for (var flag : FLAGS) {
      settings = applyWhole(flag, values.path(flag.name()), settings, findings);
    }
    if (values.path(CHAOS).path("enabled").asBoolean()) {
      experiments.finding(settings.experiment()).ifPresent(findings::add);
    }
    refuseIfAny(findings);
    return settings;
  }

  private static Settings applyWhole(
      Flag flag, JsonNode value, Settings settings, List<String> findings) {
    if (!value.isObject()) {
      findings.add("The flag " + flag.name() + " is missing");
      return settings;
    }
    var attributes = new FlagAttributes(value);
    var before = findings.size();
    var applied = apply(flag, attributes, settings, findings);
    if (findings.size() == before) {
      attributes
          .unread()
          .forEach(name -> findings.add(flag.name() + ": there is no attribute " + name));
    }
    return applied;
  }

  private JsonNode tree(String text) {
    try {
      var tree = json.readTree(text);
      if (tree.isObject()) {
        return tree;
      }
    } catch (JsonProcessingException _) {
      // said below; the parser's words would quote the text
    }
    throw new SettingsRefusedException(List.of("The flags are no JSON object"));
  }

  private static Settings apply(
      Flag flag, FlagAttributes attributes, Settings settings, List<String> findings) {
    try {
      return flag.use().apply(attributes, settings);
    } catch (IllegalArgumentException e) {
      findings.add(flag.name() + ": " + e.getMessage());
      return settings;
    }
  }

  private static void refuseIfAny(List<String> findings) {
    if (!findings.isEmpty()) {
      throw new SettingsRefusedException(findings);
    }
  }

  /**
   * How long a probe may take and how often the store is read follow from the functions' own times.
   */
  private static Settings breaker(FlagAttributes flag, Settings settings) {
    return settings.withBreaker(
        new BreakerSettings(
            flag.whole("window"),
            flag.whole("minimumCalls"),
            flag.whole("failurePercent"),
            Duration.ofMillis(flag.whole("slowCallMillis")),
            Duration.ofSeconds(flag.whole("openSeconds")),
            settings.breaker().probeLease(),
            settings.breaker().refresh()));
  }

  private static Settings experiment(FlagAttributes flag, Settings settings) {
    var fault = flag.text("fault");
    return settings.withExperiment(
        new Experiment(
            ChaosFault.labelled(fault)
                .orElseThrow(() -> new IllegalArgumentException("There is no fault " + fault)),
            flag.whole("ratePercent"),
            flag.text("function"),
            flag.text("target"),
            Duration.ofMillis(flag.whole("latencyMillis")),
            flag.whole("status"),
            flag.text("error"),
            flag.time("until")));
  }
}

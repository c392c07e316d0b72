package com.example.orders.checksettings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.example.orders.lambda.Environment;
import com.example.orders.lambda.Telemetry;
import com.example.orders.settings.appconfig.ExperimentRule;
import com.example.orders.settings.appconfig.FlagReader;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;

/**
 * Asked by AppConfig before it rolls a version out, with the flags as they are stored. It throws
 * what it finds, and AppConfig refuses the version (AppConfig guide, "Understanding validators").
 * The event is read as any object: of a wrong member the runtime would log the name.
 */
public final class CheckSettingsHandler implements RequestHandler<Map<String, Object>, String> {
  private final FlagReader reader = new FlagReader();
  private final ExperimentRule experiments;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public CheckSettingsHandler() {
    this(
        new ExperimentRule(Environment.takesExperiments(), Clock.systemUTC()),
        Telemetry.fromEnvironment());
  }

  CheckSettingsHandler(ExperimentRule experiments, Telemetry telemetry) {
    this.experiments = requireNonNull(experiments);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public String handleRequest(Map<String, Object> event, Context context) {
    return telemetry.batch(
        context,
        counts -> {
          reader.ofStored(content(event), experiments);
          return "valid";
        });
  }

  private static String content(Map<String, Object> event) {
    if (event.get("content") instanceof String content) {
      return new String(Base64.getDecoder().decode(content), UTF_8);
    }
    throw new IllegalArgumentException("AppConfig sends the content");
  }
}

package com.example.orders.checksettings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.example.orders.lambda.Telemetry;
import com.example.orders.settings.appconfig.FlagReader;
import java.util.Base64;
import java.util.Map;

/**
 * Asked by AppConfig before it rolls a version out, with the flags as they are stored. It throws
 * what it finds, and AppConfig refuses the version (AppConfig guide, "Understanding validators").
 */
public final class CheckSettingsHandler implements RequestHandler<Map<String, String>, String> {
  private final FlagReader reader = new FlagReader();
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public CheckSettingsHandler() {
    this(Telemetry.fromEnvironment());
  }

  CheckSettingsHandler(Telemetry telemetry) {
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public String handleRequest(Map<String, String> event, Context context) {
    return telemetry.batch(
        context,
        counts -> {
          reader.ofStored(content(event));
          return "valid";
        });
  }

  private static String content(Map<String, String> event) {
    var content = requireNonNull(event.get("content"), "AppConfig sends the content");
    return new String(Base64.getDecoder().decode(content), UTF_8);
  }
}

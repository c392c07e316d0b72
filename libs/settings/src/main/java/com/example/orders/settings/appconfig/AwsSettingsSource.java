package com.example.orders.settings.appconfig;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.appconfigdata.AppConfigDataClient;
import software.amazon.awssdk.services.appconfigdata.model.ResourceNotFoundException;
import software.amazon.lambda.powertools.parameters.appconfig.AppConfigProvider;

/**
 * AppConfig by Powertools, whose provider is one session. A token is good for one call and one day,
 * and the provider keeps the old one when a call fails, so that each later one would fail too: a
 * provider is kept only after an answer, and not for a day.
 */
final class AwsSettingsSource implements SettingsSource {
  /** The template's names. */
  private static final String ENVIRONMENT = "live";

  private static final String PROFILE = "settings";

  private static final Duration TOKEN_LIVES = Duration.ofHours(23);

  private final AppConfigDataClient client;
  private final String application;
  private final InstantSource clock;
  private @Nullable AppConfigProvider session;
  private Instant answered = Instant.MIN;

  AwsSettingsSource(AppConfigDataClient client, String application, InstantSource clock) {
    this.client = client;
    this.application = application;
    this.clock = clock;
  }

  @Override
  public @Nullable String poll() {
    var current = session();
    session = null;
    try {
      // Its own cache would hide what is new; ours bounds the age.
      var flags = current.withMaxAge(1, ChronoUnit.NANOS).get(PROFILE);
      session = current;
      answered = clock.instant();
      return flags;
    } catch (ResourceNotFoundException _) { // nothing has been rolled out yet
      return null;
    }
  }

  private AppConfigProvider session() {
    var current = session;
    return current != null && clock.instant().isBefore(answered.plus(TOKEN_LIVES))
        ? current
        : AppConfigProvider.builder()
            .withClient(client)
            .withApplication(application)
            .withEnvironment(ENVIRONMENT)
            .build();
  }
}

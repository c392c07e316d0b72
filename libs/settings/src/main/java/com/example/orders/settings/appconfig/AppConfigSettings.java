package com.example.orders.settings.appconfig;

import com.example.orders.settings.CurrentSettings;
import com.example.orders.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings of a bounded age: one poll in that time, whatever it brings. Flags that cannot be had or
 * used change nothing: what was good last holds, and before that the defaults.
 */
final class AppConfigSettings implements CurrentSettings {
  private static final Logger LOG = LoggerFactory.getLogger(AppConfigSettings.class);

  private final SettingsSource source;
  private final Settings defaults;
  private final Duration oldest;
  private final InstantSource clock;
  private final Runnable unread;
  private final FlagReader reader = new FlagReader();
  private Settings last;
  private Instant pollAgainAt = Instant.MIN;

  /**
   * @param oldest how old settings may be
   * @param unread runs after each poll that brings nothing of use
   */
  AppConfigSettings(
      SettingsSource source,
      Settings defaults,
      Duration oldest,
      InstantSource clock,
      Runnable unread) {
    this.source = source;
    this.defaults = defaults;
    this.oldest = oldest;
    this.clock = clock;
    this.unread = unread;
    this.last = defaults;
  }

  @Override
  public synchronized Settings now() {
    if (!clock.instant().isBefore(pollAgainAt)) {
      poll();
      pollAgainAt = clock.instant().plus(oldest); // from its end: a slow poll is not too early next
    }
    return last;
  }

  private void poll() {
    try {
      var flags = source.poll();
      if (flags != null && !flags.isEmpty()) {
        learn(reader.ofRetrieved(flags, defaults));
      }
    } catch (SettingsRefusedException e) {
      LOG.warn("Settings cannot be used, the last ones hold: {}", e.getMessage());
      unread.run();
    } catch (RuntimeException e) { // a foreign message may quote anything
      LOG.warn("Settings cannot be read, the last ones hold: {}", e.getClass().getName());
      unread.run();
    }
  }

  private void learn(Settings settings) {
    if (!settings.equals(last)) {
      LOG.info("New settings: {}", settings);
      last = settings;
    }
  }
}

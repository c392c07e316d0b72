package com.example.orders.lambda.logging;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** All loggers, and the one level that they share; AWS's SDK is heard from WARN on. */
final class JsonLoggers implements ILoggerFactory {
  private static final String SDK = "software.amazon";

  private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
  private volatile Level level = Level.INFO;

  @Override
  public Logger getLogger(String name) {
    return loggers.computeIfAbsent(name, given -> new JsonLogger(given, this));
  }

  Level level() {
    return level;
  }

  void setLevel(Level level) {
    this.level = level;
  }

  boolean isEnabled(String logger, Level asked) {
    var least =
        logger.startsWith(SDK) ? Math.max(level.toInt(), Level.WARN.toInt()) : level.toInt();
    return asked.toInt() >= least;
  }
}

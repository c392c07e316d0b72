package com.example.orders.lambda.logging;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import software.amazon.lambda.powertools.logging.internal.LoggingManager;

/** Lets Powertools set the level: {@code POWERTOOLS_LOG_LEVEL}, {@code AWS_LAMBDA_LOG_LEVEL}. */
public final class LogLevels implements LoggingManager {
  @Override
  public void setLogLevel(Level level) {
    if (LoggerFactory.getILoggerFactory() instanceof JsonLoggers loggers) {
      loggers.setLevel(level);
    }
  }

  @Override
  public Level getLogLevel(Logger logger) {
    return LoggerFactory.getILoggerFactory() instanceof JsonLoggers loggers
        ? loggers.level()
        : Level.INFO;
  }
}

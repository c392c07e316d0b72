package com.example.orders.lambda.logging;

import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;

/** Hands each event to Lambda's logger as one line, which no other line can come into. */
final class JsonLogger extends LegacyAbstractLogger {
  private final transient JsonLoggers all;

  JsonLogger(String name, JsonLoggers all) {
    this.name = name;
    this.all = all;
  }

  @Override
  public boolean isTraceEnabled() {
    return all.isEnabled(name, Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return all.isEnabled(name, Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return all.isEnabled(name, Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return all.isEnabled(name, Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return all.isEnabled(name, Level.ERROR);
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null; // no line says where it is from
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    var line = JsonLine.of(level, pattern, arguments, thrown, MDC.getCopyOfContextMap());
    LambdaRuntime.getLogger().log(line);
  }
}

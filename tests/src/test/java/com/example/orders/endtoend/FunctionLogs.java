package com.example.orders.endtoend;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import localcloud.lambda.LogSink;

/** Every line that a function of the local cloud has logged in this run. */
final class FunctionLogs implements LogSink {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @Override
  public void line(String function, String environment, String line) {
    lines.add(line);
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  long count(String text) {
    return lines.stream().filter(line -> line.contains(text)).count();
  }
}

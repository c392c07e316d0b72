package com.example.orders.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import localcloud.lambda.LogSink;

/**
 * Keeps what went wrong for whoever looks into a seed: the injected faults, the functions' warnings
 * and errors, and, if wanted, what the local cloud itself complains of.
 */
final class ProofLog implements LogSink {
  static final String FILE = "prove.log";

  private final PrintStream file;

  ProofLog(Path folder, String name) {
    try {
      Files.createDirectories(folder);
      file = new PrintStream(Files.newOutputStream(folder.resolve(name)), true, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has the JVM's standard error written here as well. */
  ProofLog takingStandardError() {
    System.setErr(file);
    return this;
  }

  @Override
  public void line(String function, String environment, String line) {
    if (function.equals("faults") || line.contains("WARN") || line.contains("ERROR")) {
      file.println(Instant.now() + " " + function + " " + line);
    }
  }
}

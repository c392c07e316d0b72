package com.example.orders.chaos;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a scratch disk to its last megabyte, and gives it back. It leaves a disk with more room
 * than Lambda's default alone: that is somebody's own.
 */
final class DiskFull {
  private static final Logger LOG = LoggerFactory.getLogger(DiskFull.class);
  private static final int MEGABYTE = 1024 * 1024;

  /**
   * Lambda's /tmp has 512 MB unless the template says more (Lambda guide, "Ephemeral storage"), of
   * which {@code df} shows up to 514 to be free.
   */
  private static final long LARGEST = 640L * MEGABYTE;

  private final Path ballast;
  private final LongSupplier room;

  /**
   * @param room bytes that are free on that disk
   */
  DiskFull(Path folder, LongSupplier room) {
    this.ballast = folder.resolve("chaos.ballast");
    this.room = room;
  }

  /** The scratch disk of this JVM. */
  static DiskFull ofTemporaryFiles() {
    var folder = Path.of(System.getProperty("java.io.tmpdir"));
    return new DiskFull(folder, folder.toFile()::getUsableSpace);
  }

  synchronized void fill() throws IOException {
    if (room.getAsLong() > LARGEST) {
      LOG.warn("The disk is left alone: it has more room than a function's scratch disk");
      return;
    }
    // Adds to what is there: the SDK interrupts a call that takes too long, and the next goes on.
    try (var out = Files.newOutputStream(ballast, CREATE, APPEND)) {
      var block = new byte[MEGABYTE];
      while (room.getAsLong() > MEGABYTE) {
        out.write(block);
      }
    }
  }

  synchronized void empty() throws IOException {
    Files.deleteIfExists(ballast);
  }
}

package com.example.orders.cli.story;

import java.time.Duration;
import java.time.Instant;

/** A time in which nothing worked on the order, and what it waited for. */
record Gap(String waitedFor, Instant begun, Instant ended) {
  Duration length() {
    return Duration.between(begun, ended);
  }
}

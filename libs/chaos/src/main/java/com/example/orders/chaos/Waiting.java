package com.example.orders.chaos;

import java.time.Duration;

/** Lets time pass. */
@FunctionalInterface
interface Waiting {
  void pause(Duration time) throws InterruptedException;
}

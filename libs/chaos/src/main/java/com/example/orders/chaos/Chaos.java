package com.example.orders.chaos;

import static java.util.Objects.requireNonNull;

import com.example.orders.settings.CurrentSettings;
import com.example.orders.settings.Experiment;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Decides which calls of a function an experiment strikes. */
public final class Chaos {
  private final CurrentSettings settings;
  private final String function;
  private final InstantSource clock;
  private final RandomGenerator random;

  /**
   * @param function the function's name, as Lambda gives it
   */
  public Chaos(
      CurrentSettings settings, String function, InstantSource clock, RandomGenerator random) {
    this.settings = requireNonNull(settings);
    this.function = requireNonNull(function);
    this.clock = requireNonNull(clock);
    this.random = requireNonNull(random);
  }

  String function() {
    return function;
  }

  /**
   * The experiment that strikes a call.
   *
   * @param call is asked for only while an experiment is in force
   */
  Optional<Experiment> strikes(Supplier<String> call) {
    return inForce()
        .filter(experiment -> experiment.means(function, call.get()))
        .filter(experiment -> random.nextInt(100) < experiment.ratePercent());
  }

  Optional<Experiment> inForce() {
    return Optional.of(settings.now().experiment())
        .filter(experiment -> experiment.isInForce(clock.instant()));
  }

  /** As likely as not. */
  boolean coin() {
    return random.nextBoolean();
  }
}

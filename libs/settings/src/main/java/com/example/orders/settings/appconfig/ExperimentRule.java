package com.example.orders.settings.appconfig;

import com.example.orders.settings.Experiment;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What holds for an experiment that is to begin.
 *
 * @param allowed whether the stack takes any
 */
public record ExperimentRule(boolean allowed, InstantSource clock) {

  /** Why an experiment may not begin; one that is over stays in the flag and harms nobody. */
  Optional<String> finding(Experiment experiment) {
    var now = clock.instant();
    if (!experiment.isInForce(now)) {
      return Optional.empty();
    }
    if (!allowed) {
      return Optional.of("chaos: this stack takes no experiment: it needs Chaos=on and Stage=dev");
    }
    return experiment.endsInTime(now)
        ? Optional.empty()
        : Optional.of("chaos: an experiment ends within %s".formatted(Experiment.LONGEST));
  }
}

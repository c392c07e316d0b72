package localcloud.stepfunctions;

import static java.util.Objects.requireNonNull;

import java.util.SequencedMap;

/** States and where they start: a whole machine, a Parallel branch, or what a Map runs per item. */
record Flow(String startAt, SequencedMap<String, State> states) {
  State state(String name) {
    return requireNonNull(states.get(name)); // the reader has checked all targets
  }
}

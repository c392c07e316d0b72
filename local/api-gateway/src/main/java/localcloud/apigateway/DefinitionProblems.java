package localcloud.apigateway;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import localcloud.apigateway.UnsupportedDefinitionException.Problem;

/** Gathers what is wrong with a definition, so that all of it is said at once. */
final class DefinitionProblems {
  private final List<Problem> all = new ArrayList<>();

  void within(Runnable step) {
    try {
      step.run();
    } catch (UnsupportedDefinitionException e) {
      all.addAll(e.problems());
    }
  }

  /** Reads a part; if that fails, {@link #complain} will end the reading. */
  <T> T read(T otherwise, Supplier<T> step) {
    var read = new ArrayList<>(List.of(otherwise));
    within(() -> read.add(step.get()));
    return read.getLast();
  }

  /**
   * Ends the reading.
   *
   * @throws UnsupportedDefinitionException if there is any problem
   */
  void complain() {
    if (!all.isEmpty()) {
      throw new UnsupportedDefinitionException(all);
    }
  }
}

package localcloud.resources;

/** A property's value that no service would take; the resource cannot be read on. */
public final class InvalidPropertyException extends IllegalArgumentException {
  private final String property;
  private final String problem;
  private final String instead;

  /**
   * One problem.
   *
   * @param property the property's path
   * @param instead what to write instead
   */
  public InvalidPropertyException(String property, String problem, String instead) {
    super(property + ": " + problem + "; " + instead);
    this.property = property;
    this.problem = problem;
    this.instead = instead;
  }

  /** The property's path. */
  public String property() {
    return property;
  }

  /** What is wrong. */
  public String problem() {
    return problem;
  }

  /** What to write instead. */
  public String instead() {
    return instead;
  }

  /** Adds it to the others. */
  public void addTo(Problems problems) {
    problems.add(property, problem, instead);
  }
}

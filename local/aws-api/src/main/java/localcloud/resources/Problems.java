package localcloud.resources;

/** Takes what is wrong with a resource's properties; all of it is shown together. */
@FunctionalInterface
public interface Problems {
  /**
   * Adds one.
   *
   * @param property the property's path, such as {@code RedrivePolicy.maxReceiveCount}; empty for
   *     the resource as a whole
   * @param problem what is wrong
   * @param instead what to write instead
   */
  void add(String property, String problem, String instead);
}

package localcloud.lambda;

/** Receives what CloudWatch Logs would: the functions' output and the START, END, REPORT lines. */
@FunctionalInterface
public interface LogSink {
  /**
   * Takes one line. Calls come from several threads, but those of one environment come in order.
   *
   * @param function the function's name
   * @param environment the execution environment's ID
   * @param line the line without its end
   */
  void line(String function, String environment, String line);

  /**
   * Learns that an environment begins, before its first line.
   *
   * @param version the version of the function that it runs
   */
  default void begin(String environment, String version) {}
}

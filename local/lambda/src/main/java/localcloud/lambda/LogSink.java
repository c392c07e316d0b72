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
}

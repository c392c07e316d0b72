package localcloud.stepfunctions;

/**
 * How much of Step Functions an account may use (Step Functions guide, "Quotas"). Both are about
 * Standard workflows: Express workflows have no quota of transitions, and one of starts that is
 * beyond what a machine does. AWS's own are 300 or 150 starts and 5,000 or 800 transitions a
 * second, by region; a new account has fewer.
 *
 * @param startsPerSecond calls of StartExecution; one more is throttled
 * @param transitionsPerSecond states entered and retries of states; one more waits
 */
public record WorkflowRates(double startsPerSecond, double transitionsPerSecond) {

  public WorkflowRates {
    if (!(startsPerSecond > 0) || !(transitionsPerSecond > 0)) {
      throw new IllegalArgumentException(
          "Rates of workflows must be more than 0 a second, not: %s and %s"
              .formatted(startsPerSecond, transitionsPerSecond));
    }
  }

  /** As much as the machine does. */
  public static WorkflowRates unlimited() {
    return new WorkflowRates(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
  }
}

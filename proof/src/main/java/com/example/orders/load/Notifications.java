package com.example.orders.load;

/**
 * The event of each order's end, asynchronously invoked: an event that gets no environment waits in
 * Lambda's own queue up to its maximum age; one whose invocation fails is tried again some times.
 */
final class Notifications {
  /** Lambda guide, asynchronous invocation: from 1 s up to 5 minutes while it is throttled. */
  private static final double LONGEST_BACK_OFF = 300;

  /** The same page: a minute before the first retry of a failed invocation, two before the next. */
  private static final double RETRY = 60;

  private final Agenda agenda;
  private final Environments environments;
  private final String function;
  private final double seconds;
  private final int retries;
  private final double maximumAge;
  private double failUntil;
  private int sent;
  private int late;

  Notifications(Agenda agenda, Environments environments, Deployment stack, Times times) {
    this.agenda = agenda;
    this.environments = environments;
    var config = stack.asynchronousInvokes("NotifyCustomerFunction");
    function = stack.name("NotifyCustomerFunction");
    seconds = times.of(function);
    retries = config.path("MaximumRetryAttempts").asInt();
    maximumAge = config.path("MaximumEventAgeInSeconds").asDouble();
  }

  void failUntil(double time) {
    failUntil = time;
  }

  void put() {
    invoke(agenda.now(), 0, 0);
  }

  int sent() {
    return sent;
  }

  /** They are in the failures inbox. */
  int late() {
    return late;
  }

  private void invoke(double putAt, int failures, int throttles) {
    if (agenda.now() - putAt > maximumAge) {
      late++;
      return;
    }
    environments.invoke(
        function,
        seconds,
        () -> ended(putAt, failures),
        () ->
            agenda.in(
                Math.min(LONGEST_BACK_OFF, Math.pow(2, throttles)),
                () -> invoke(putAt, failures, throttles + 1)));
  }

  private void ended(double putAt, int failures) {
    if (agenda.now() >= failUntil) {
      sent++;
    } else if (failures < retries) {
      agenda.in(RETRY * (failures + 1), () -> invoke(putAt, failures + 1, 0));
    } else {
      late++;
    }
  }
}

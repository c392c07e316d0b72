package localcloud.endpoint;

import java.util.function.Supplier;
import localcloud.aws.AwsAnswer;

/** What happens to a call on its way to its service; who does it notes it. */
public final class CallNotes {
  private static final ScopedValue<CallNotes> CURRENT = ScopedValue.newInstance();

  private volatile String denied = "";
  private volatile String fault = "";

  /** The action that the caller's policies do not allow. */
  public static void denied(String action) {
    if (CURRENT.isBound()) {
      CURRENT.get().denied = action;
    }
  }

  /** The rule by which the call met a fault; the last one counts. */
  public static void fault(String rule) {
    if (CURRENT.isBound()) {
      CURRENT.get().fault = rule;
    }
  }

  /** Sends a call on; what happens to it is noted here. */
  public AwsAnswer during(Supplier<AwsAnswer> call) {
    return ScopedValue.where(CURRENT, this).call(call::get);
  }

  public String denied() {
    return denied;
  }

  public String fault() {
    return fault;
  }
}

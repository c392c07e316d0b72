package localcloud.faults;

/** Fault rules that cannot be used; the message names the rule, the field and what is wrong. */
public final class InvalidFaultRulesException extends IllegalArgumentException {
  InvalidFaultRulesException(String message) {
    super(message);
  }
}

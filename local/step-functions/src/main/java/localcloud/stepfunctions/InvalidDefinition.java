package localcloud.stepfunctions;

/** A definition that AWS would refuse: the message has its code, the fault and the place. */
final class InvalidDefinition extends RuntimeException {
  /** The codes of ValidateStateMachineDefinition that AWS also gives here (API reference). */
  enum Code {
    INVALID_JSON_DESCRIPTION,
    SCHEMA_VALIDATION_FAILED,
    INVALID_JSONATA_EXPRESSION,
    UNSUPPORTED_JSONATA_EXPRESSION,
    DUPLICATE_STATE_NAME,
    MISSING_TRANSITION_TARGET,
    MISSING_END_STATE
  }

  InvalidDefinition(Code code, String fault, String path) {
    super(code + ": " + fault + " at " + (path.isEmpty() ? "/" : path));
  }

  InvalidDefinition(String fault, String path) {
    this(Code.SCHEMA_VALIDATION_FAILED, fault, path);
  }
}

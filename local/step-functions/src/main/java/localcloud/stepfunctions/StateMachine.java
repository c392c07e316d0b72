package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * A state machine as it was created or last updated; running executions keep the one they began
 * with.
 *
 * @param configuration logging, tracing and the like: kept and given back, without effect
 */
record StateMachine(
    String arn,
    String name,
    Type type,
    String roleArn,
    Definition definition,
    String revisionId,
    Instant createdAt,
    ObjectNode configuration) {
  enum Type {
    STANDARD,
    EXPRESS
  }

  boolean isExpress() {
    return type == Type.EXPRESS;
  }
}

package localcloud.stepfunctions;

import com.dashjoin.jsonata.Jsonata;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps expressions that have been parsed, for all executions: to parse one takes longer than to
 * evaluate it. The engine's own object serves one evaluation at a time, so that there are as many
 * of an expression as were evaluated at once.
 */
final class JsonataExpressions {
  /** The definitions of an account have some hundred; those that a test makes up have no end. */
  private static final int MOST = 1_000;

  private final Map<String, Queue<Jsonata>> idle = new ConcurrentHashMap<>();

  /** What evaluates a parsed expression. */
  interface Evaluation {
    @Nullable Object of(Jsonata parsed);
  }

  /** Evaluates an expression; one whose evaluation has failed is parsed anew. */
  @Nullable Object evaluate(String expression, Evaluation evaluation) {
    var known = idle.get(expression);
    var parsed = known == null ? null : known.poll();
    if (parsed == null) {
      parsed = Jsonata.jsonata(expression);
    }
    var result = evaluation.of(parsed);
    if (known != null || idle.size() < MOST) {
      idle.computeIfAbsent(expression, e -> new ConcurrentLinkedQueue<>()).add(parsed);
    }
    return result;
  }
}

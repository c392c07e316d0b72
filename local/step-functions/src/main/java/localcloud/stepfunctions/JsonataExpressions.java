package localcloud.stepfunctions;

import com.dashjoin.jsonata.Jsonata;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps expressions that have been parsed, for all executions: to parse one takes longer than to
 * evaluate it. The engine's own object serves one evaluation at a time, so that there are as many
 * of an expression as were evaluated at once.
 */
final class JsonataExpressions {
  /** The definitions of an account have some hundred; those that a test makes up have no end. */
  static final int MOST = 1_000;

  /** The one that has not been used for longest is first. */
  private final LinkedHashMap<String, Queue<Jsonata>> idle = new LinkedHashMap<>(16, 0.75f, true);

  /** What evaluates a parsed expression. */
  interface Evaluation {
    @Nullable Object of(Jsonata parsed);
  }

  /** Evaluates an expression; one whose evaluation has failed is parsed anew. */
  @Nullable Object evaluate(String expression, Evaluation evaluation) {
    var kept = take(expression);
    var parsed = kept == null ? Jsonata.jsonata(expression) : kept;
    var result = evaluation.of(parsed);
    keep(expression, parsed);
    return result;
  }

  private synchronized @Nullable Jsonata take(String expression) {
    var known = idle.get(expression);
    return known == null ? null : known.poll();
  }

  private synchronized void keep(String expression, Jsonata parsed) {
    idle.computeIfAbsent(expression, _ -> new ArrayDeque<>()).add(parsed);
    if (idle.size() > MOST) {
      idle.pollFirstEntry();
    }
  }
}

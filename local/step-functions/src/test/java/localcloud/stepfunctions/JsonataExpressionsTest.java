package localcloud.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.dashjoin.jsonata.Jsonata;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class JsonataExpressionsTest {
  private final JsonataExpressions expressions = new JsonataExpressions();
  private final List<Jsonata> used = new ArrayList<>();

  private Object evaluate(String expression) {
    return expressions.evaluate(
        expression,
        parsed -> {
          used.add(parsed);
          return parsed.evaluate(null);
        });
  }

  @Test
  void parsesAnExpressionOnce() {
    assertThat(evaluate("1+2")).isEqualTo(3);
    assertThat(evaluate("1+3")).isEqualTo(4);
    assertThat(evaluate("1+2")).isEqualTo(3);
    assertThat(used.get(2)).isSameAs(used.get(0)).isNotSameAs(used.get(1));
  }

  @Test
  void parsesAnotherOneForAnEvaluationAtTheSameTime() {
    expressions.evaluate(
        "1+2",
        outer -> {
          used.add(outer);
          return evaluate("1+2");
        });
    assertThat(used.get(1)).isNotSameAs(used.get(0));
    evaluate("1+2");
    assertThat(used.subList(0, 2)).contains(used.get(2));
  }

  @Test
  void doesNotUseAgainWhatHasFailed() {
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(
            () ->
                expressions.evaluate(
                    "1+2",
                    parsed -> {
                      used.add(parsed);
                      throw new NoSuchElementException();
                    }));
    evaluate("1+2");
    assertThat(used.get(1)).isNotSameAs(used.get(0));
  }
}

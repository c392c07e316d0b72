package localcloud.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @Test
  void parsesAnewOnlyWhatHasNotBeenUsedForLongest() {
    evaluate("1+2");
    evaluate("'first'");
    for (var i = 0; i < 2 * JsonataExpressions.MOST; i++) {
      expressions.evaluate("'made up " + i + "'", parsed -> parsed.evaluate(null));
      if (i % (JsonataExpressions.MOST / 2) == 0) {
        evaluate("1+2");
      }
    }
    evaluate("1+2");
    evaluate("'first'");
    assertThat(used.subList(2, used.size() - 1)).hasSize(5).containsOnly(used.get(0));
    assertThat(used.getLast()).isNotSameAs(used.get(1));
  }

  /**
   * What an evaluation can see must be its own, though the engine keeps much of it by thread: each
   * worker has more than one evaluation, most of them of expressions that others have parsed.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$millis() | 1000 | 2000",
        "$now() | 1970-01-01T00:00:01.000Z | 1970-01-01T00:00:02.000Z",
        "$now('[s]', '+0100') | 01 | 02",
        "$now('[s]', $states.input.zone) & $now() | 011970-01-01T00:00:01.000Z | 021970-01-01T00:00:02.000Z",
        "$map([0], function($x) {$millis() + $x}) | 1000 | 2000",
        "($clock := $millis; $clock()) | 1000 | 2000",
        "[1, 2].$millis()[0] | [1000,1000] | [2000,2000]",
        "$random() | 0.7308781907032909 | 0.7311469360199058",
        "$uuid() | bb1ad573-19b8-4cd8-a8fb-0e6f684df992 | bb2c7239-4b1a-49f8-a6c5-459001105f17",
        "$v | 1 | 2",
        "$states.input.a | 1 | 2",
        "$map([1, 2], function($x) {$x + $v}) | [2,3] | [3,4]",
        "$sort([1, 2], function($a, $b) {$v = 1 ? $a < $b : $a > $b}) | [2,1] | [1,2]",
        "$reduce([1, 2], function($a, $b) {$a + $b + $v}) | 4 | 5",
        "($add := function($a, $b) {$a + $b}; $more := $add(?, $v); $more(1)) | 2 | 3",
        "(function($x) {$x + $v} ~> $string)(1) | 2 | 3",
        "($f := function($n) {$n = 0 ? $v : $f($n - 1)}; $f(9)) | 1 | 2"
      })
  void anEvaluationSeesItsOwnTimeVariablesAndInput(String expression, String first, String second) {
    for (var i = 0; i <= JsonataTemplate.MOST_WORKERS; i++) {
      assertThat(evaluateInState(expression, 1)).isEqualTo(first);
    }
    for (var i = 0; i <= JsonataTemplate.MOST_WORKERS; i++) {
      assertThat(evaluateInState(expression, 2)).isEqualTo(second);
    }
  }

  /** With a variable, an input and a random number of its own, so many seconds after 1970. */
  private String evaluateInState(String expression, int seconds) {
    var variables = new Variables();
    variables.assign(Map.of("v", IntNode.valueOf(seconds)));
    var scope =
        new Scope(
            Json.object(),
            variables,
            new Random(seconds),
            () -> Instant.ofEpochSecond(seconds),
            expressions);
    var states = (ObjectNode) Lab.json("{'input':{'a':%d,'zone':'+0000'}}".formatted(seconds));
    return new JsonataTemplate(scope, states)
        .evaluate(TextNode.valueOf("{%" + expression + "%}"), "Output")
        .toString()
        .replace("\"", "");
  }

  @Test
  void theTimeIsThatOfTheExecutionsTimer() {
    try (var lab = new Lab(_ -> Lab.ok("{}"), new ManualTimer(true))) {
      var execution =
          lab.runState("'QueryLanguage':'JSONata','Type':'Pass','Output':'{% $now() %}'", "{}");
      assertThat(execution.path("output").asText()).isEqualTo("\"2026-11-21T10:00:00.000Z\"");
    }
  }
}

package localcloud.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What AWS accepts and refuses was measured there: floci-io/floci issues 2662, 2665 and 2737. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class JsonataBoundsTest {
  private static final long SEED = 20_261;

  /** All functions of JSONata and of Step Functions. */
  private static final List<String> FUNCTIONS =
      List.of(
          """
          abs append assert average base64decode base64encode boolean ceil clone contains count
          decodeUrl decodeUrlComponent distinct each encodeUrl encodeUrlComponent error eval exists
          filter floor formatBase formatInteger formatNumber fromMillis hash join keys length lookup
          lowercase map match max merge millis min not now number pad parse parseInteger partition
          power random range reduce replace reverse round shuffle sift single sort split spread sqrt
          string substring substringAfter substringBefore sum toMillis trim type uppercase uuid zip
          """
              .trim()
              .split("\\s+"));

  private static final List<String> ODD =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1.5",
          "1e308",
          "-9007199254740993",
          "2147483648",
          "''",
          "'a'",
          "'$1'",
          "'[Y,99999999]'",
          "'2026-01-01T00:00:00Z'",
          "'#,##0.00'",
          "'w'",
          "[]",
          "[1,'a',null]",
          "[[[]]]",
          "{}",
          "{'a':{'b':[1]}}",
          "/a+/",
          "/^(a+)+\\1c$/",
          "$uppercase",
          "$sum",
          "$append",
          "function($x){$x}",
          "function($a,$b){[$a,$b]}",
          "function($a,$b,$c){$a}",
          "nothing",
          "$states.input",
          "[1..1000]",
          "$pad('a', 300000)",
          "$pad('a', 300000) & 'b'");

  /** What a busy machine takes: an expression that has other bounds must not end by its time. */
  private static final Duration LONG = Duration.ofMinutes(3);

  private static JsonNode evaluate(String expression) {
    return evaluate(expression, LONG);
  }

  private static JsonNode evaluate(String expression, Duration time) {
    var scope =
        new Scope(
            Json.object(),
            new Variables(),
            new Random(SEED),
            InstantSource.system(),
            new JsonataExpressions());
    var states = (ObjectNode) Lab.json("{'input':{'a':1,'null':null}}");
    return new JsonataTemplate(scope, states, time)
        .evaluate(TextNode.valueOf("{% " + expression + " %}"), "Output");
  }

  private static String refusal(String expression) {
    return refusal(expression, LONG);
  }

  private static String refusal(String expression, Duration time) {
    var cause = new String[1];
    assertThatExceptionOfType(StatesError.class)
        .isThrownBy(() -> evaluate(expression, time))
        .satisfies(e -> assertThat(e.error()).isEqualTo(StatesError.QUERY))
        .satisfies(e -> cause[0] = e.cause());
    return cause[0];
  }

  private static String sumOfOnes(int terms) {
    return String.join("+", Collections.nCopies(terms, "1"));
  }

  @Test
  void nestsAsDeepAsOnAws() {
    assertThat(evaluate(sumOfOnes(100)).asInt()).isEqualTo(100);
    assertThat(refusal(sumOfOnes(101))).contains("Stack overflow error");
    assertThat(refusal(sumOfOnes(200))).contains("Stack overflow error");
    assertThat(evaluate("(".repeat(99) + "1" + ")".repeat(99)).asInt()).isEqualTo(1);
    assertThat(refusal("(".repeat(100) + "1" + ")".repeat(100))).contains("Stack overflow error");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1..873782] ~> $count()",
        "$count($range(1, 360145, 1))",
        "($p := function($s, $n) { $n = 0 ? $s : $p($s & $s, $n - 1) }; $length($p('x', 22)))"
      })
  void holdsAsMuchAsOnAws(String expression) {
    assertThat(evaluate(expression).asLong()).isIn(873_782L, 360_145L, 4_194_304L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$count([1..900000])",
        "$sum([1..900000])",
        "[1..873783] ~> $count()",
        "$count($range(1, 360146, 1))",
        "($p := function($s, $n) { $n = 0 ? $s : $p($s & $s, $n - 1) }; $length($p('x', 23)))",
        "$pad('x', 2000000000)",
        "$join($split($pad('a', 400000, 'a'), ''), $pad('x', 1000000))",
        "$replace($pad('a', 1000000, 'a'), 'a', $pad('b', 1000000))",
        "$replace($pad('a', 1000000, 'a'), /a/, $pad('b', 1000000))",
        "$split($pad('a', 4000000, 'a'), '')",
        "[1..1000].$pad('x', 6000000)",
        "[1..800000].([1..800000])",
        "$reduce([1..40], function($a, $i) {{'a': $a, 'b': $a}}, {})"
      })
  void refusesWhatIsTooLarge(String expression) {
    assertThat(refusal(expression)).contains("memory limit exceeded");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$match($pad('a', 60, 'a') & 'b', /^(a+)+\\1c$/)",
        "$contains($pad('a', 60, 'a') & 'b', /^(a+)+\\1c$/)",
        "($pad('a', 36, 'a') & 'b') ~> /^(a+)+\\1c$/",
        "$reduce([1..400000], $append)",
        "$replace('a', 'b', 'c', 2000000000) & ($f := function($n) { $f($n + 1) }; $f(0))"
      })
  void endsWhatWouldRunForEver(String expression) {
    assertThat(refusal(expression, Duration.ofMillis(300)))
        .contains("Expression evaluation timeout");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "7 | 'z' | D3086",
        "1 | 'x' | D3086",
        "1 | '0;0;0' | D3080",
        "1 | '0.0.0' | D3081",
        "1 | '0%%' | D3082",
        "1 | '0%\u2030' | D3084",
        "1 | '.' | D3085",
        "1 | '0,.0' | D3087",
        "1 | '0,' | D3088",
        "1 | '0,,0' | D3089",
        "1 | '0#' | D3090",
        "1 | '0.#0' | D3091",
        "1 | '0e0%' | D3092",
        "1 | '0e#0' | D3093"
      })
  void aPictureOfNoNumberIsRefused(String value, String picture, String code) {
    assertThat(refusal("$formatNumber(" + value + ", " + picture + ")")).contains(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$formatNumber(12345.6, '#,###.00') | 12,345.60",
        "$formatNumber(1234.5678, '00.000e0') | 12.346e2",
        "$formatNumber(0.14, '01%') | 14%",
        "$formatNumber(-6, '000') | -006",
        "$formatNumber(34, '#0.00;(#0.00)') | 34.00",
        "$pad('foo', -5, '#') | ##foo",
        "$pad('foo', 8, '-+') | foo-+-+-",
        "$pad('foo', 2) | foo",
        "$replace('ababa', 'a', 'x', 2) | xbxba",
        "$replace('ababa', /a/, 'aa', 2) | aabaaba",
        "$replace('abc', /(b)/, '[$1]') | a[b]c",
        "$replace('a.b', '.', '-') | a-b",
        "$string({'a':[1]}, false) | {\"a\":[1]}",
        "$join(['a','b'], '-') | a-b",
        "$fromMillis(0, '[Y0001]-[M01]-[D01]') | 1970-01-01",
        "$hash('input', 'SHA-1') | 140f86aae51ab9e1cda9b4254fe98a74eb54c1a1",
        "$random(42) | 0.7275636800328681"
      })
  void guardedFunctionsAnswerAsJsonataDoes(String expression, String value) {
    assertThat(evaluate(expression).asText()).isEqualTo(value);
  }

  /**
   * A comparator that only says what comes after is no full order; JSONata sorts by it all the
   * same.
   */
  @Test
  void sortsByAComparatorThatTellsNoEquals() {
    var values = "$map([1..500], function($i) {{'k': $i * 7919 % 13, 'i': $i}})";
    var sorted = evaluate("$sort(" + values + ", function($l, $r) {$l.k > $r.k})");
    assertThat(sorted).hasSize(500);
    for (var i = 1; i < 500; i++) {
      var before = sorted.get(i - 1);
      var after = sorted.get(i);
      assertThat(before.path("k").asInt()).isLessThanOrEqualTo(after.path("k").asInt());
      if (before.path("k").asInt() == after.path("k").asInt()) {
        assertThat(before.path("i").asInt()).isLessThan(after.path("i").asInt());
      }
    }
  }

  @Test
  void randomWithoutASeedIsANumber() {
    assertThat(evaluate("$random()").isNumber()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"$uppercase(null)", "$hash()", "$hash('a')", "$eval('1')", "$sum(null)"})
  void aMisuseIsAQueryError(String expression) {
    assertThat(refusal(expression)).isNotBlank();
  }

  static Stream<String> calls() {
    var random = new Random(SEED);
    var chosen =
        FUNCTIONS.stream()
            .flatMap(
                function ->
                    Stream.concat(
                        ODD.stream().map(odd -> "$" + function + "(" + odd + ")"),
                        Stream.generate(() -> call(function, random)).limit(40)));
    return Stream.concat(FUNCTIONS.stream().map(function -> "$" + function + "()"), chosen);
  }

  private static String call(String function, Random random) {
    var arguments =
        random
            .ints(2 + random.nextInt(3), 0, ODD.size())
            .mapToObj(ODD::get)
            .reduce((a, b) -> a + ", " + b);
    return "$" + function + "(" + arguments.orElseThrow() + ")";
  }

  /** About 5,000 calls: each gives a value or the error that a state can catch, and in time. */
  @Test
  void noCallOfAnyFunctionIsAnInternalFault() {
    calls()
        .forEach(
            expression -> {
              try {
                Json.write(evaluate(expression, Duration.ofSeconds(5)));
              } catch (StatesError e) {
                assertThat(e.error()).as(expression).isEqualTo(StatesError.QUERY);
              } catch (RuntimeException | Error e) {
                throw new AssertionError(expression, e);
              }
            });
  }
}

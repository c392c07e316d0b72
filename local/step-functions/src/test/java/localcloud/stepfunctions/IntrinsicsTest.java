package localcloud.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntrinsicsTest {
  private static final long SEED = 20_262;
  private static final List<String> FUNCTIONS =
      List.of(
          "Format StringToJson JsonToString Array ArrayPartition ArrayContains ArrayRange ArrayGetItem ArrayLength ArrayUnique Base64Encode Base64Decode Hash JsonMerge MathRandom MathAdd StringSplit UUID"
              .split(" "));
  private static final List<String> ODD =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1.5",
          "1e308",
          "9223372036854775807",
          "-9223372036854775808",
          "''",
          "'a{}b{}'",
          "'{'",
          "'%%%'",
          "'SHA-1'",
          "$",
          "$.list",
          "$.list[0]",
          "$.list[*]",
          "$.list[99]",
          "$.object",
          "$.object.x.y",
          "$.text",
          "$.text[0]",
          "$..*",
          "$.list[?(@.a > 1)]",
          "$.list[?(@ =~ /x/)]",
          "$.length()",
          "$.list.max()",
          "$$.Execution",
          "$nothing",
          "States.UUID()",
          "States.Array()");

  /** What a definition with this text does: a value, or an error of the state. */
  private static void evaluate(String text) {
    try {
      FieldChecks.path(text, "");
    } catch (InvalidDefinition e) {
      return; // refused before anything runs
    }
    var context = Json.object();
    context.putObject("Execution").put("Id", "x");
    var scope =
        new Scope(
            context,
            new Variables(),
            new Random(SEED),
            InstantSource.system(),
            new JsonataExpressions());
    var paths = new Paths(scope);
    var input = Lab.json("{'list':[1,'a',null,{'a':2}],'object':{'x':1},'text':'abc'}");
    try {
      Json.write(paths.template(Json.object().put("v.$", text), input));
    } catch (StatesError e) {
      assertThat(e.error()).as(text).isEqualTo(StatesError.RUNTIME);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(text, e);
    }
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void noCallOfAnyFunctionIsAnInternalFault() {
    var random = new Random(SEED);
    ODD.forEach(IntrinsicsTest::evaluate);
    for (var function : FUNCTIONS) {
      for (var i = 0; i < 400; i++) {
        var arguments =
            IntStream.range(0, random.nextInt(5))
                .mapToObj(_ -> ODD.get(random.nextInt(ODD.size())))
                .collect(Collectors.joining(", "));
        evaluate("States." + function + "(" + arguments + ")");
      }
    }
  }

  /** Steps over the end of the numbers must not begin anew at the other end. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "States.ArrayRange(9223372036854775806, 9223372036854775807, 3)",
        "States.ArrayRange(-9223372036854775808, 9223372036854775807, 1)"
      })
  @Timeout(10)
  void aRangeEnds(String text) {
    evaluate(text);
  }
}

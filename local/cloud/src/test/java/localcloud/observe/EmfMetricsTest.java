package localcloud.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmfMetricsTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:30Z");

  private final List<String> passedOn = new ArrayList<>();
  private final EmfMetrics metrics =
      new EmfMetrics((f, e, line) -> passedOn.add(line), Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void valuesAreSummedUpByNamespaceNameAndDimensions() {
    line(NOW, "'Of':'a','Age':3", "['Of']");
    line(NOW.plusSeconds(60), "'Of':'a','Age':[1,5]", "['Of']");
    line(NOW, "'Of':'b','Age':9", "['Of']");

    assertThat(json().path("series")).hasSize(2);
    var first = json().path("series").path(0);
    assertThat(first.path("dimensions").path("Of").asText()).isEqualTo("a");
    assertThat(first.path("count").asInt()).isEqualTo(3);
    assertThat(first.path("sum").asInt()).isEqualTo(9);
    assertThat(first.path("min").asInt()).isEqualTo(1);
    assertThat(first.path("max").asInt()).isEqualTo(5);
    assertThat(first.path("last").asInt()).isEqualTo(5);
    assertThat(first.path("p50").asInt()).isEqualTo(3);
    assertThat(first.path("unit").asText()).isEqualTo("Seconds");
    assertThat(first.path("minutes").toString())
        .isEqualTo(
            "[{\"at\":\"2026-11-30T12:00:00Z\",\"count\":1,\"sum\":3.0},"
                + "{\"at\":\"2026-11-30T12:01:00Z\",\"count\":2,\"sum\":6.0}]");
  }

  @Test
  void eachSetOfDimensionsIsASeriesOfItsOwn() {
    line(NOW, "'Of':'a','In':'b','Age':3", "['Of'],['Of','In'],[]");

    assertThat(json().path("series").findValues("dimensions").toString())
        .isEqualTo("[{\"In\":\"b\",\"Of\":\"a\"}, {\"Of\":\"a\"}, {}]");
  }

  @Test
  void percentilesAreOfTheLastThousandValues() {
    IntStream.rangeClosed(1, 1_100).forEach(value -> line(NOW, "'Age':" + value, "[]"));

    assertThat(json().path("series").path(0).path("p50").asInt()).isEqualTo(600);
    assertThat(json().path("series").path(0).path("p99").asInt()).isEqualTo(1_090);
    assertThat(json().path("series").path(0).path("min").asInt()).isEqualTo(1);
  }

  @Test
  void minutesAreKeptForThreeHours() {
    IntStream.range(0, 200)
        .forEach(minute -> line(NOW.minus(Duration.ofMinutes(200 - minute)), "'Age':1", "[]"));

    assertThat(json().path("series").path(0).path("minutes")).hasSize(180);
    assertThat(json().path("series").path(0).path("minutes").path(0).path("at").asText())
        .isEqualTo("2026-11-30T09:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'Age':'3','Of':'a'", // no number
        "'Of':'a'", // no value
        "'Age':3", // no dimension
        "'Age':3,'Of':7", // a dimension that is no text
        "'Age':[],'Of':'a'",
      })
  void aLineThatCloudWatchWouldNotTakeIsInvalid(String members) {
    line(NOW, members, "['Of']");

    assertThat(json().path("series")).isEmpty();
    assertThat(json().path("invalid").asInt()).isEqualTo(1);
  }

  @Test
  void soIsOneOfAnotherTime() {
    line(NOW.minus(Duration.ofDays(15)), "'Age':3", "[]");
    line(NOW.plus(Duration.ofHours(3)), "'Age':3", "[]");

    assertThat(json().path("series")).isEmpty();
    assertThat(json().path("invalid").asInt()).isEqualTo(2);
  }

  @Test
  void soIsOneWithTooManyValuesAndOneThatIsBroken() {
    line(NOW, "'Age':" + IntStream.range(0, 101).boxed().toList(), "[]");
    metrics.line("f", "e", "{\"_aws\":");

    assertThat(json().path("invalid").asInt()).isEqualTo(2);
  }

  @Test
  void dimensionsWithoutEndAreLeftOut() {
    IntStream.range(0, 2_010).forEach(n -> line(NOW, "'Age':1,'Of':'" + n + "'", "['Of']"));

    assertThat(json().path("series")).hasSize(2_000);
    assertThat(json().path("leftOut").asInt()).isEqualTo(10);
  }

  @Test
  void everyLineIsPassedOnAndOthersAreNoMetrics() {
    metrics.line("f", "e", "plain");
    metrics.line("f", "e", "{\"message\":\"hello\"}");
    line(NOW, "'Age':1", "[]");

    assertThat(passedOn).hasSize(3);
    assertThat(json().path("invalid").asInt()).isZero();
    metrics.reset();
    assertThat(json().path("series")).isEmpty();
  }

  private void line(Instant at, String members, String dimensions) {
    var text =
        "{'_aws':{'Timestamp':%d,'CloudWatchMetrics':[{'Namespace':'N','Dimensions':[%s],'Metrics':[{'Name':'Age','Unit':'Seconds'}]}]},%s}"
            .formatted(at.toEpochMilli(), dimensions, members);
    metrics.line("f", "e", text.replace('\'', '"'));
  }

  private JsonNode json() {
    try {
      return new ObjectMapper().readTree(metrics.json());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

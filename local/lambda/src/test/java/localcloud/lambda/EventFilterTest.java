package localcloud.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventFilterTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The table "Properly filtering Amazon SQS messages" of the Lambda guide. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "hello            | {\"body\":[\"hello\"]}            | true",
        "hello            | {\"body\":[\"bye\"]}              | false",
        "hello            | {\"messageId\":[\"m1\"]}          | true",
        "hello            | {\"body\":{\"code\":[\"BBBB\"]}}  | false",
        "{\"code\":\"BBBB\"} | {\"body\":[\"BBBB\"]}          | false",
        "{\"code\":\"BBBB\"} | {\"messageId\":[\"m2\"]}       | false",
        "{\"code\":\"BBBB\"} | {\"body\":{\"code\":[\"BBBB\"]}} | true",
        "{\"code\":\"AAAA\"} | {\"body\":{\"code\":[\"BBBB\"]}} | false",
        "{\"n\":5}        | {\"body\":{\"n\":[{\"numeric\":[\">\",4]}]}} | true",
        "{\"n\":5}        | {\"body\":{\"m\":[{\"exists\":false}]}}   | true",
      })
  void matchesBodiesAsTheLambdaGuideSays(String body, String pattern, boolean matches) {
    assertThat(EventSourceMappingsTest.filter(pattern).matches(message(body))).isEqualTo(matches);
  }

  @Test
  void oneOfThePatternsIsEnough() {
    var filter = EventSourceMappingsTest.filter("{\"body\":[\"a\"]}", "{\"body\":[\"b\"]}");

    assertThat(filter.matches(message("b"))).isTrue();
    assertThat(filter.matches(message("c"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Filters\":[{\"Pattern\":\"no json\"}]}",
        "{\"Filters\":[{\"Pattern\":\"{\\\"body\\\":\\\"not in a list\\\"}\"}]}",
        "{\"Filters\":[{\"Pattern\":{\"body\":[\"not as text\"]}}]}",
        "{\"Filters\":[{\"Pattern\":\"{}\",\"Other\":1}]}",
        "{\"Other\":[]}",
      })
  void refusesWhatAwsRefuses(String criteria) throws IOException {
    JsonNode read = JSON.readTree(criteria);

    assertThatThrownBy(() -> EventFilter.of(read)).hasMessageStartingWith("FilterCriteria: ");
  }

  private static ObjectNode message(String body) {
    return JSON.createObjectNode().put("messageId", "m1").put("body", body);
  }
}

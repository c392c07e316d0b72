package localcloud.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A role that may touch some items of a table touches no other. */
class LeadingKeysTest {
  private static final String TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/things";
  private static final String STATEMENT =
      """
      {"Statement":[{"Effect":"Allow","Action":"dynamodb:*","Resource":"%s",
       "Condition":{"%s":{"%s":["own","OWN-*"]}}}]}
      """;

  private final LeadingKeys keys = new LeadingKeys(Map.of("things", "customer"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"Item\":{\"customer\":{\"S\":\"own\"},\"id\":{\"S\":\"7\"}}}|true",
        "{\"Item\":{\"customer\":{\"S\":\"OWN-7\"}}}|true",
        "{\"Key\":{\"customer\":{\"S\":\"own\"}}}|true",
        "{\"Item\":{\"customer\":{\"S\":\"other\"},\"id\":{\"S\":\"own\"}}}|false",
        "{\"Key\":{\"customer\":{\"S\":\"ownother\"}}}|false",
        "{\"KeyConditionExpression\":\"customer = :own\"}|false",
      })
  void aConditionOnLeadingKeysHolds(String request, boolean allowed) {
    var statement = read("ForAllValues:StringLike", "dynamodb:LeadingKeys");

    for (var table : new String[] {"things", TABLE}) {
      var context = keys.context(table, json(request));
      assertThat(statement.match("r", "dynamodb:GetItem", TABLE, context).isPresent())
          .isEqualTo(allowed);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "StringLike,dynamodb:LeadingKeys",
    "StringEquals,events:source",
    "ForAllValues:StringEquals,events:detail-type",
    "ForAllValues:StringEquals,iam:PassedToService"
  })
  void aSetOperatorIsForKeysWithSeveralValues(String operator, String key) {
    assertThatThrownBy(() -> read(operator, key))
        .hasMessageContaining(operator + " " + key + " is not supported locally");
  }

  private static PolicyStatement read(String operator, String key) {
    var document = json(STATEMENT.formatted(TABLE, operator, key));
    return PolicyStatement.read("work", "", document, LeadingKeysTest::refused).getFirst();
  }

  private static void refused(String path, String problem, String help) {
    throw new IllegalArgumentException(path + " " + problem);
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

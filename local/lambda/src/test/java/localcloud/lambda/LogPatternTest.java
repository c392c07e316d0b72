package localcloud.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogPatternTest {
  /** The examples of the CloudWatch Logs guide, "Filter pattern syntax". */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ERROR                       | [ERROR] no memory          | true",
        "ERROR disk                  | [ERROR] no memory          | false",
        "\"no memory\"               | [ERROR] no memory          | true",
        "ERROR -memory               | [ERROR] no memory          | false",
        "?ERROR ?WARN                | [WARN] slow                | true",
        "?ERROR ?WARN                | fine                       | false",
        "{ $.level = \"ERROR\" }     | {\"level\":\"ERROR\"}      | true",
        "{ $.level = \"ERR*\" }      | {\"level\":\"ERROR\"}      | true",
        "{ $.level != \"ERROR\" }    | {\"level\":\"INFO\"}       | true",
        "{ $.order.total > 10 }      | {\"order\":{\"total\":11}} | true",
        "{ $.order.total > 10 }      | {\"order\":{\"total\":9}}  | false",
        "{ $.level = \"ERROR\" }     | ERROR, but no JSON         | false",
      })
  void findsWhatTheGuideSays(String pattern, String line, boolean found) {
    assertThat(LogPattern.of(pattern).test(line)).isEqualTo(found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[ip, user]", "%ERR.*%", "{ $.a = 1 && $.b = 2 }", "{ $.a IS NULL }", "\"open"})
  void refusesWhatItDoesNotKnow(String pattern) {
    assertThatThrownBy(() -> LogPattern.of(pattern)).hasMessageContaining("as filter pattern");
  }
}

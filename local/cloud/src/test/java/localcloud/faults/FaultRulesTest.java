package localcloud.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultRulesTest {
  @Test
  void aRuleNeedsItsFaultAlone() {
    var rule = rules("{'rules':[{'fault':'throttle'}]}").rules().getFirst();
    assertThat(rule)
        .isEqualTo(
            new FaultRule("r1", Fault.THROTTLE, null, null, null, null, null, 0, null, 1, 0));
  }

  @Test
  void everySelectorIsRead() {
    var read =
        rules(
            "{'seed':42,'rules':[{'id':'a','fault':'latency','service':'dynamodb','operation':'PutItem',"
                + "'resource':'T','function':'F','order':'o-1','skip':2,'count':3,'probability':0.5,"
                + "'latencyMillis':70}]}");
    assertThat(read.seed()).isEqualTo(42);
    assertThat(read.rules())
        .containsExactly(
            new FaultRule(
                "a", Fault.LATENCY, "dynamodb", "PutItem", "T", "F", "o-1", 2, 3, 0.5, 70));
  }

  @Test
  void withoutASeedOneIsMade() {
    var seeds =
        java.util.stream.IntStream.range(0, 5)
            .mapToObj(i -> rules("{'rules':[]}").seed())
            .distinct();
    assertThat(seeds.count()).isGreaterThan(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|must be a JSON object",
        "{|no JSON",
        "{'rules':{}}|rules: must be a list",
        "{'rules':[],'sed':1}|sed: there is no such field",
        "{'rules':[],'seed':'x'}|seed: must be a whole number",
        "{'rules':[7]}|rule r1: must be an object",
        "{'rules':[{'id':'a'}]}|rule a: fault: must be one of throttle",
        "{'rules':[{'id':'a','fault':'fire'}]}|rule a: fault: must be one of throttle",
        "{'rules':[{'id':'a','fault':'throttle','functon':'F'}]}|rule a: functon: there is no such field",
        "{'rules':[{'id':'a','fault':'throttle','service':'dynamo'}]}|rule a: service: must be one of",
        "{'rules':[{'id':'a','fault':'throttle','count':0}]}|rule a: count: must be a whole number from 1",
        "{'rules':[{'id':'a','fault':'throttle','skip':-1}]}|rule a: skip: must be a whole number from 0",
        "{'rules':[{'id':'a','fault':'throttle','probability':3}]}|rule a: probability: must be a number from 0 to 1",
        "{'rules':[{'id':'a','fault':'latency'}]}|rule a: latencyMillis: latency needs one",
        "{'rules':[{'id':'a','fault':'latency','latencyMillis':-5}]}|rule a: latencyMillis: must be",
        "{'rules':[{'id':'a','fault':'clock-skew','service':'dynamodb','latencyMillis':5}]}|rule a: service: only these have a clock",
        "{'rules':[{'id':'a','fault':'transaction-conflict','service':'sqs'}]}|rule a: service: only dynamodb has transactions",
        "{'rules':[{'id':'a','fault':'transaction-conflict','operation':'GetItem'}]}|rule a: operation: only these meet a transaction: [DeleteItem, PutItem,",
        "{'rules':[{'fault':'deny'},{'id':'r1','fault':'deny'}]}|rule r1: id: is used twice",
      })
  void aBadRuleIsNamedByItsNameAndField(String json, String message) {
    assertThatThrownBy(() -> rules(json))
        .isInstanceOf(InvalidFaultRulesException.class)
        .hasMessageContaining(message);
  }

  private static FaultRules rules(String json) {
    return FaultRules.parse(json.replace('\'', '"'));
  }
}

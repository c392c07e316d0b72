package com.example.orders.local.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionTest {
  private final Lab lab = new Lab(call -> Lab.ok("{}"));

  @AfterEach
  void close() {
    lab.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'Type':'Pass','Next':'X' | Missing 'Next' target: X",
        "'Type':'Pass' | One of Next and End is needed",
        "'Type':'Passs','End':true | Unknown state type 'Passs'",
        "'Type':'Pass','Retry':[],'End':true | Field 'Retry' is not supported at /States/S",
        "'Type':'Pass','Arguments':1,'End':true | Field 'Arguments' is not supported",
        "'Type':'Task','End':true | The text 'Resource' is needed",
        "'Type':'Pass','InputPath':'a.b','End':true | is not a valid path",
        "'Type':'Pass','Parameters':{'a.$':'States.Nope()'},'End':true | unknown intrinsic function",
        "'Type':'Pass','ResultPath':'$.a[*]','End':true | not a valid reference path",
        "'Type':'Pass','QueryLanguage':'JSONata','Output':'{% ( %}','End':true | does not parse",
        "'Type':'Wait','Seconds':1,'Timestamp':'2026-01-01T00:00:00Z','End':true | Exactly one of",
        "'Type':'Choice','Choices':[{'Variable':'$.a','StringEqual':'x','Next':'S'}] | Unknown comparison operator",
        "'Type':'Task','Resource':'r','Retry':[{'ErrorEquals':[]}],'End':true | ErrorEquals must name"
      })
  void faultsAreRefusedWithTheirPlace(String fields, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lab.define("{'StartAt':'S','States':{'S':{" + fields + "}}}"))
        .withMessageContaining(message)
        .withMessageContaining("/States/S");
  }

  @Test
  void theApiRefusesWithInvalidDefinition() {
    var request =
        Json.object()
            .put("name", "m")
            .put("roleArn", Lab.ROLE)
            .put("definition", "{\"StartAt\":\"S\"}");
    assertThat(lab.refusal(() -> lab.call("CreateStateMachine", request)))
        .isEqualTo("InvalidDefinition");
  }

  @Test
  void creatingTheSameMachineTwiceIsIdempotentAndAnotherOneIsRefused() {
    var definition = "{\"StartAt\":\"S\",\"States\":{\"S\":{\"Type\":\"Succeed\"}}}";
    var request =
        Json.object().put("name", "m").put("roleArn", Lab.ROLE).put("definition", definition);
    var first = lab.call("CreateStateMachine", request);
    assertThat(lab.call("CreateStateMachine", request)).isEqualTo(first);
    request.put("roleArn", Lab.ROLE + "2");
    assertThat(lab.refusal(() -> lab.call("CreateStateMachine", request)))
        .isEqualTo("StateMachineAlreadyExists");
  }

  @Test
  void anUnreachableStateIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                lab.define(
                    "{'StartAt':'S','States':{'S':{'Type':'Succeed'},'T':{'Type':'Succeed'}}}"))
        .withMessageContaining("State \"T\" is not reachable");
  }

  @Test
  void jsonataIsBounded() {
    var run =
        lab.runState(
            "'Type':'Pass','QueryLanguage':'JSONata','Output':'{% ($f := function($n) { 1 + $f($n + 1) }; $f(0)) %}'",
            "{}");
    assertThat(run.path("error").asText()).isEqualTo("States.QueryEvaluationError");
  }

  @Test
  void anUnknownActionIsRefused() {
    assertThat(lab.refusal(() -> lab.call("CreateActivity", "{}")))
        .isEqualTo("UnknownOperationException");
  }
}

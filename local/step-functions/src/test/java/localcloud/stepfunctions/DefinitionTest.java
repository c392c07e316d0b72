package localcloud.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import localcloud.aws.AwsException;
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
        "'Type':'Pass','Arguments':1,'End':true | Field 'Arguments' is not supported at /States/S",
        "'Type':'Task','End':true | These fields are required: [Resource]",
        "'Type':'Pass','InputPath':'a.b','End':true | is not a valid path",
        "'Type':'Pass','Parameters':{'a.$':'States.Nope()'},'End':true | unknown intrinsic function",
        "'Type':'Pass','ResultPath':'$.a[*]','End':true | not a valid reference path",
        "'Type':'Pass','QueryLanguage':'JSONata','Output':'{% ( %}','End':true | INVALID_JSONATA_EXPRESSION: Expected",
        "'Type':'Wait','Seconds':1,'Timestamp':'2026-01-01T00:00:00Z','End':true | Exactly one of",
        "'Type':'Choice','Choices':[{'Variable':'$.a','StringEqual':'x','Next':'S'}] | Field 'StringEqual' is not supported",
        "'Type':'Task','Resource':'r','Retry':[{'ErrorEquals':[]}],'End':true | ErrorEquals must name"
      })
  void faultsAreRefusedWithTheirPlace(String fields, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lab.define("{'StartAt':'S','States':{'S':{" + fields + "}}}"))
        .withMessageContaining(message)
        .withMessageContaining("/States/S");
  }

  private String message(String definition, StateMachine.Type type) {
    var request =
        Json.object()
            .put("name", "m")
            .put("roleArn", Lab.ROLE)
            .put("type", type.name())
            .put("definition", Json.write(Lab.json(definition)));
    var refusal =
        assertThatExceptionOfType(AwsException.class)
            .isThrownBy(() -> lab.call("CreateStateMachine", request))
            .actual();
    assertThat(refusal.code()).isEqualTo("InvalidDefinition");
    return refusal.getMessage();
  }

  /**
   * Measured on AWS: floci-io/floci issues 2735, 2745, 2968; localstack pull 12487; cfn-lint 4075.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'A':{'Type':'Pass','Next':'B'},'B':{'Type':'Pass','Next':'A'} | MISSING_END_STATE: Workflow has no terminal state at null",
        "'A':{'Type':'Pass','Next':'B'},'B':{'Type':'Pass','Next':'A'},'C':{'Type':'Pass','End':true} | MISSING_TRANSITION_TARGET: State \"C\" is not reachable. at /States/C",
        "'A':{'Type':'Pass','Next':'B'},'B':{'Type':'Pass','Next':'X'} | MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/B/Next",
        "'A':{'Type':'Choice','Choices':[{'Variable':'$.x','IsPresent':true,'Next':'X'}]} | MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/A/Choices[0]/Next",
        "'A':{'Type':'Choice','Choices':[{'Variable':'$.x','IsPresent':true,'Next':'A'}],'Default':'X'} | MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/A/Default",
        "'A':{'Type':'Task','Resource':'r','Catch':[{'ErrorEquals':['States.ALL'],'Next':'X'}],'End':true} | MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/A/Catch[0]/Next",
        "'A':{'Type':'Map','TimeoutSeconds':5,'ItemProcessor':{'StartAt':'P','States':{'P':{'Type':'Succeed'}}},'End':true} | SCHEMA_VALIDATION_FAILED: Field 'TimeoutSeconds' is not supported at /States/A",
        "'A':{'Type':'Parallel','TimeoutSeconds':5,'Branches':[{'StartAt':'P','States':{'P':{'Type':'Succeed'}}}],'End':true} | SCHEMA_VALIDATION_FAILED: Field 'TimeoutSeconds' is not supported at /States/A",
        "'A':{'Type':'Map','MaxConcurrency':-1,'ItemProcessor':{'StartAt':'P','States':{'P':{'Type':'Succeed'}}},'End':true} | SCHEMA_VALIDATION_FAILED: Minimum value is 0 at /States/A/MaxConcurrency",
        "'A':{'Type':'Map','ItemProcessor':{'QueryLanguage':'JSONata','StartAt':'P','States':{'P':{'Type':'Succeed'}}},'End':true} | SCHEMA_VALIDATION_FAILED: Field 'QueryLanguage' is not supported at /States/A/ItemProcessor",
        "'A':{'Type':'Pass','Retry':[{'ErrorEquals':['States.ALL']}],'End':true} | SCHEMA_VALIDATION_FAILED: Field 'Retry' is not supported at /States/A",
        "'A':{'Type':'Wait','Seconds':1,'Catch':[{'ErrorEquals':['States.ALL'],'Next':'A'}],'End':true} | SCHEMA_VALIDATION_FAILED: Field 'Catch' is not supported at /States/A",
        "'A':{'Type':'Wait','Seconds':-1,'End':true} | SCHEMA_VALIDATION_FAILED: Minimum value is 0 at /States/A/Seconds",
        "'A':{'Type':'Wait','Seconds':10000000000000000,'End':true} | SCHEMA_VALIDATION_FAILED: Maximum value is 99999999 at /States/A/Seconds",
        "'A':{'Type':'Pass','QueryLanguage':5,'End':true} | SCHEMA_VALIDATION_FAILED: Expected value of type [STRING] at /States/A/QueryLanguage",
        "'A':{'Type':'Pass','QueryLanguage':'jsonata','End':true} | SCHEMA_VALIDATION_FAILED: Value should be one of the following: [JSONPath, JSONata] at /States/A/QueryLanguage",
        "'A':{'Type':'Pass','Output':1,'End':true} | SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/A",
        "'A':{'Type':'Pass','QueryLanguage':'JSONata','Output':{'v':'{% $$ %}'},'End':true} | UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' is not supported. at /States/A/Output/v",
        "'A':{'Type':'Pass','QueryLanguage':'JSONata','Output':['{% $states . errorOutput.Cause %}'],'End':true} | UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.errorOutput' does not exist. at /States/A/Output[0]",
        "'A':{'Type':'Task','QueryLanguage':'JSONata','Resource':'r','Arguments':'{% $states.result %}','End':true} | UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.result' does not exist. at /States/A/Arguments",
        "'A':{'Type':'Pass','QueryLanguage':'JSONata','Output':'{% a[1,2) %}','End':true} | INVALID_JSONATA_EXPRESSION: Expected \"]\", got \",\" at /States/A/Output"
      })
  void whatAwsRefusesIsRefusedInItsWords(String states, String message) {
    assertThat(message("{'StartAt':'A','States':{" + states + "}}", StateMachine.Type.STANDARD))
        .isEqualTo("Invalid State Machine Definition: '" + message + "'");
  }

  @Test
  void anExpressMachineCannotWaitForACallback() {
    assertThat(
            message(
                "{'StartAt':'A','States':{'A':{'Type':'Task','Resource':'arn:aws:states:::sqs:sendMessage.waitForTaskToken','End':true}}}",
                StateMachine.Type.EXPRESS))
        .contains("does not support '.waitForTaskToken' service integration at /States/A/Resource");
    assertThat(message("{}", StateMachine.Type.EXPRESS))
        .contains("SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /");
  }

  /** Every number has a range, and every field a type. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'Type':'Task','Resource':'r','TimeoutSeconds':0 | Minimum value is 1",
        "'Type':'Task','Resource':'r','TimeoutSeconds':1.5 | Expected value of type [INTEGER]",
        "'Type':'Task','Resource':'r','TimeoutSeconds':'5' | Expected value of type [INTEGER]",
        "'Type':'Task','Resource':'r','HeartbeatSeconds':-3 | Minimum value is 1",
        "'Type':'Task','Resource':'r','Retry':[{'ErrorEquals':['a'],'IntervalSeconds':0}] | Minimum value is 1",
        "'Type':'Task','Resource':'r','Retry':[{'ErrorEquals':['a'],'MaxAttempts':-1}] | Minimum value is 0",
        "'Type':'Task','Resource':'r','Retry':[{'ErrorEquals':['a'],'MaxAttempts':100000000}] | Maximum value is 99999999",
        "'Type':'Task','Resource':'r','Retry':[{'ErrorEquals':['a'],'BackoffRate':0.5}] | Minimum value is 1",
        "'Type':'Task','Resource':'r','Retry':[{'ErrorEquals':['a'],'MaxDelaySeconds':31622400}] | Maximum value is 31622399",
        "'Type':'Task','Resource':'r','Retry':[{'ErrorEquals':['a'],'JitterStrategy':'HALF'}] | [NONE, FULL]",
        "'Type':'Task','Resource':'r','Retry':{'ErrorEquals':['a']} | Expected value of type [ARRAY]",
        "'Type':'Task','Resource':'r','Retry':[{'ErrorEquals':[1]}] | Expected value of type [STRING]",
        "'Type':'Map','ToleratedFailurePercentage':101,'ItemProcessor':{} | Maximum value is 100",
        "'Type':'Map','ToleratedFailureCount':-1,'ItemProcessor':{} | Minimum value is 0",
        "'Type':'Map','MaxConcurrency':1e30,'ItemProcessor':{} | Expected value of type [INTEGER]",
        "'Type':'Pass','End':'true' | Expected value of type [BOOLEAN]",
        "'Type':'Choice','Choices':[{'Variable':'$.a','BooleanEqualsPath':true,'Next':'S'}] | Expected value of type [STRING]",
        "'Type':'Choice','Choices':[{'Variable':'$.a','StringEqualsPath':'a','Next':'S'}] | is not a valid path",
        "'Type':'Choice','Choices':[{'Variable':'$.a','NumericEquals':'1','Next':'S'}] | Expected value of type [NUMBER]",
        "'Type':'Choice','Choices':[{'Variable':'$.a','IsNull':'true','Next':'S'}] | Expected value of type [BOOLEAN]",
        "'Type':'Choice','Choices':[{'Variable':'$.a','TimestampEquals':'now','Next':'S'}] | not a valid timestamp"
      })
  void aNumberOutOfItsRangeAndAWrongTypeAreRefused(String fields, String message) {
    var end = fields.contains("Choice") || fields.contains("'End'") ? "" : ",'End':true";
    assertThat(
            message(
                "{'StartAt':'S','States':{'S':{" + fields + end + "}}}",
                StateMachine.Type.STANDARD))
        .contains("SCHEMA_VALIDATION_FAILED: ", message, "/States/S");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'Type':'Map','ItemsPath':'$.list','MaxConcurrencyPath':'$.n' | {'n':-1} | States.Runtime",
        "'Type':'Map','ItemsPath':'$.list','ToleratedFailurePercentagePath':'$.n' | {'n':101} | States.Runtime",
        "'Type':'Map','QueryLanguage':'JSONata','Items':[1],'MaxConcurrency':'{% $states.input.n %}' | {'n':-1} | States.QueryEvaluationError",
        "'Type':'Map','QueryLanguage':'JSONata','Items':[1],'ToleratedFailurePercentage':'{% $states.input.n %}' | {'n':101} | States.QueryEvaluationError",
        "'Type':'Task','Resource':'arn:aws:states:::sqs:sendMessage','TimeoutSecondsPath':'$.n' | {'n':0} | States.Runtime",
        "'Type':'Task','QueryLanguage':'JSONata','Resource':'arn:aws:states:::sqs:sendMessage','HeartbeatSeconds':'{% $states.input.n %}' | {'n':0} | States.QueryEvaluationError",
        "'Type':'Wait','SecondsPath':'$.n' | {'n':-1} | States.Runtime",
        "'Type':'Wait','SecondsPath':'$.n' | {'n':100000000} | States.Runtime",
        "'Type':'Wait','QueryLanguage':'JSONata','Seconds':'{% $states.input.n %}' | {'n':1e300} | States.QueryEvaluationError"
      })
  void aNumberFromPathOrExpressionIsHeldToTheSameRange(String fields, String input, String error) {
    var processor =
        fields.contains("Map")
            ? ",'ItemProcessor':{'StartAt':'P','States':{'P':{'Type':'Succeed'}}}"
            : "";
    var run = lab.runState(fields + processor, input);
    assertThat(run.path("status").asText()).isEqualTo("FAILED");
    assertThat(run.path("error").asText()).isEqualTo(error);
  }

  /** References in texts, comments and regular expressions are none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/* $$ */ 'a' & '$$' | a$$",
        "$replace('a$', /$$/, 'x') | a$x",
        "`$$` = 1 ? 'no' : '$states.errorOutput' | $states.errorOutput"
      })
  void whatOnlyLooksLikeAReferenceIsAccepted(String expression, String output) {
    var definition = Json.object().put("StartAt", "S");
    definition
        .putObject("States")
        .putObject("S")
        .put("Type", "Pass")
        .put("QueryLanguage", "JSONata")
        .put("Output", "{% " + expression + " %}")
        .put("End", true);
    var machine = lab.stepFunctions.define("machine", "STANDARD", definition, Lab.ROLE);
    assertThat(lab.awaitEnd(lab.start(machine, "{}")).path("output").asText())
        .isEqualTo("\"" + output + "\"");
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

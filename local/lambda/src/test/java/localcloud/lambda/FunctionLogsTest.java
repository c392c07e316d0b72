package localcloud.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.List;
import localcloud.aws.AwsCall;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FunctionLogsTest {
  private static final String ENVIRONMENT = "e1";

  private final FunctionLogs logs =
      new FunctionLogs("eu-central-1", "000000000000", (f, e, l) -> {}, Clock.systemUTC());

  @BeforeEach
  void define() {
    logs.define(LocalFunctions.probe("probe"));
  }

  @Test
  void readsBackwardPageByPageToTheFirstLine() {
    write(5);

    var last = read("\"limit\":2");
    var middle = read("\"limit\":2,\"nextToken\":\"%s\"", backward(last));
    var first = read("\"limit\":2,\"nextToken\":\"%s\"", backward(middle));
    var none = read("\"limit\":2,\"nextToken\":\"%s\"", backward(first));

    assertThat(messages(last)).containsExactly("line 4", "line 5");
    assertThat(messages(middle)).containsExactly("line 2", "line 3");
    assertThat(messages(first)).containsExactly("line 1");
    assertThat(messages(none)).isEmpty();
    assertThat(backward(none)).isEqualTo(backward(first));
    assertThat(messages(read("\"limit\":2,\"nextToken\":\"%s\"", forward(none))))
        .containsExactly("line 1", "line 2");
  }

  @Test
  void readsForwardPageByPageToTheLastLine() {
    write(3);

    var first = read("\"limit\":2,\"startFromHead\":true");
    var last = read("\"limit\":2,\"nextToken\":\"%s\"", forward(first));
    var none = read("\"limit\":2,\"nextToken\":\"%s\"", forward(last));

    assertThat(messages(first)).containsExactly("line 1", "line 2");
    assertThat(messages(last)).containsExactly("line 3");
    assertThat(messages(none)).isEmpty();
    assertThat(forward(none)).isEqualTo(forward(last));
    assertThat(messages(read("\"limit\":2,\"nextToken\":\"%s\"", backward(none))))
        .containsExactly("line 2", "line 3");
  }

  @Test
  void longLinesPushOutTheOldestOnes() {
    logs.line("probe", ENVIRONMENT, "the oldest");
    for (var i = 0; i < 9; i++) {
      logs.line("probe", ENVIRONMENT, "x".repeat(1 << 20));
    }
    logs.line("probe", ENVIRONMENT, "the youngest");

    var kept = messages(read("\"startFromHead\":true"));
    assertThat(kept).doesNotContain("the oldest").endsWith("the youngest").hasSize(8);
    assertThat(answer("DescribeLogGroups", "{}").at("/logGroups/0/storedBytes").asLong())
        .isBetween(7L << 20, 8L << 20);
  }

  private void write(int count) {
    for (var i = 1; i <= count; i++) {
      logs.line("probe", ENVIRONMENT, "line " + i);
    }
  }

  private JsonNode read(String options, Object... arguments) {
    var request =
        "{\"logGroupName\":\"/aws/lambda/probe\",\"logStreamName\":\"%s\",%s}"
            .formatted(
                EnvironmentVariables.logStream("$LATEST", ENVIRONMENT),
                options.formatted(arguments));
    return answer("GetLogEvents", request);
  }

  private JsonNode answer(String operation, String request) {
    var call = AwsCall.json("logs", "root", "Logs_20140328." + operation, request);
    return RecordingAws.json(logs.answer(call).text());
  }

  private static List<String> messages(JsonNode answer) {
    return answer.path("events").findValuesAsText("message");
  }

  private static String backward(JsonNode answer) {
    return answer.path("nextBackwardToken").asText();
  }

  private static String forward(JsonNode answer) {
    return answer.path("nextForwardToken").asText();
  }
}

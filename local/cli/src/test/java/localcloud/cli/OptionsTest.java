package localcloud.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import localcloud.stepfunctions.WorkflowRates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  @Test
  void whatIsNotSaidIsAsInTheHelp() {
    var options = Options.of(List.of("template.yaml"));

    assertThat(options)
        .isEqualTo(
            new Options(
                "template.yaml",
                Map.of(),
                3000,
                4566,
                "local",
                "us-east-1",
                false,
                WorkflowRates.unlimited(),
                false));
    assertThat(Options.HELP)
        .contains("--api-port=3000", "--endpoint-port=4566", "--stack-name=local")
        .contains("--region=us-east-1");
  }

  @Test
  void everythingCanBeSaid() {
    var options =
        Options.of(
            List.of(
                "--api-port=0",
                "--endpoint-port=65535",
                "--stack-name=shop",
                "--region=eu-west-1",
                "--quiet",
                "--check",
                "--workflow-starts-per-second=2.5",
                "--workflow-transitions-per-second=20",
                "--parameters=A=b,List=x,y,C=",
                "shop.yaml",
                "D=e=f"));

    assertThat(options)
        .isEqualTo(
            new Options(
                "shop.yaml",
                Map.of("A", "b", "List", "x,y", "C", "", "D", "e=f"),
                0,
                65_535,
                "shop",
                "eu-west-1",
                true,
                new WorkflowRates(2.5, 20),
                true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--quiet | TEMPLATE is missing; --help shows how to use this",
        "--port=1 t.yaml | There is no option --port; --help shows them",
        "--api-port=99x t.yaml | --api-port must be a port from 0 (any free one) to 65535, not: 99x",
        "--endpoint-port=65536 t | --endpoint-port must be a port from 0 (any free one) to 65535, not: 65536",
        "--workflow-starts-per-second=0 t | --workflow-starts-per-second must be a number above 0, not: 0",
        "t.yaml other | A parameter is Name=value, not: other",
        "--parameters=a-b=c t.yaml | A parameter is Name=value, not: a-b=c",
      })
  void saysWhatIsWrong(String arguments, String message) {
    assertThatThrownBy(() -> Options.of(List.of(arguments.split(" "))))
        .isInstanceOf(UsageException.class)
        .hasMessage(message);
  }
}

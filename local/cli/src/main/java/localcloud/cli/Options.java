package localcloud.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import localcloud.stepfunctions.WorkflowRates;
import org.jspecify.annotations.Nullable;

/**
 * The command line, read.
 *
 * @param project a template or the folder of one
 * @param apiPort of the first API, 0 for a free one
 * @param endpointPort of the AWS endpoint, 0 for a free one
 * @param quiet whether the functions' log lines are left out
 * @param workflowRates how fast workflows start and go on
 * @param check whether the template is only read
 */
record Options(
    String project,
    Map<String, String> parameters,
    int apiPort,
    int endpointPort,
    String stackName,
    String region,
    boolean quiet,
    WorkflowRates workflowRates,
    boolean check) {
  static final String HELP =
      """
      Runs a SAM application whole on this machine: no Docker, no AWS account.

        java -jar localcloud.jar [options] TEMPLATE [Name=value ...]

      TEMPLATE is a SAM template or the folder of one. What `sam build` has made of it is used if it
      is there; else each CodeUri must be a folder of classes, with libraries in its lib/, or a jar.
      Name=value sets a parameter of the template.

        --api-port=3000        port of the first API; the next one has the next port; 0: free ones
        --endpoint-port=4566   port of the AWS endpoint, for AWS_ENDPOINT_URL; 0: a free one
        --stack-name=local     what the names of the resources begin with
        --region=us-east-1
        --parameters=A=b,C=d   the same as A=b C=d
        --workflow-starts-per-second=N, --workflow-transitions-per-second=N
                               Step Functions' quotas for Standard workflows; without them, none
        --quiet                show no log lines of the functions
        --check                only read the template: list all that would not run, start nothing""";

  /**
   * Reads the command line.
   *
   * @throws UsageException if an option, a port or a parameter is wrong, or the template is missing
   */
  static Options of(List<String> arguments) {
    var reading = new Reading();
    arguments.forEach(reading::argument);
    return reading.options();
  }

  private static final class Reading {
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private @Nullable String project;
    private int apiPort = 3000;
    private int endpointPort = 4566;
    private String stackName = "local";
    private String region = "us-east-1";
    private double starts = Double.POSITIVE_INFINITY;
    private double transitions = Double.POSITIVE_INFINITY;
    private boolean quiet;
    private boolean check;

    void argument(String argument) {
      var equals = argument.indexOf('=');
      var value = argument.substring(equals + 1);
      switch (equals < 0 ? argument : argument.substring(0, equals)) {
        case "--quiet" -> quiet = true;
        case "--check" -> check = true;
        case "--api-port" -> apiPort = port(argument);
        case "--endpoint-port" -> endpointPort = port(argument);
        case "--stack-name" -> stackName = value;
        case "--workflow-starts-per-second" -> starts = rate(argument);
        case "--workflow-transitions-per-second" -> transitions = rate(argument);
        case "--region" -> region = value;
        case "--parameters" -> parameters(value);
        case String option when option.startsWith("--") ->
            throw new UsageException("There is no option " + option + "; --help shows them");
        case String first when project == null -> project = argument;
        default -> parameter(argument);
      }
    }

    /** A comma within a value is none between two parameters. */
    private void parameters(String list) {
      for (var parameter : list.isBlank() ? new String[0] : list.split(",(?=\\w+=)")) {
        parameter(parameter);
      }
    }

    private void parameter(String parameter) {
      if (!parameter.matches("(?s)[A-Za-z0-9]+=.*")) {
        throw new UsageException("A parameter is Name=value, not: " + parameter);
      }
      var equals = parameter.indexOf('=');
      parameters.put(parameter.substring(0, equals), parameter.substring(equals + 1));
    }

    private static double rate(String argument) {
      var equals = argument.indexOf('=');
      var text = argument.substring(equals + 1);
      if (equals < 0 || !text.matches("\\d{1,6}(\\.\\d{1,3})?") || Double.parseDouble(text) == 0) {
        throw new UsageException(
            argument.replaceFirst("=.*", "") + " must be a number above 0, not: " + text);
      }
      return Double.parseDouble(text);
    }

    private static int port(String argument) {
      var equals = argument.indexOf('=');
      var text = argument.substring(equals + 1);
      if (equals < 0 || !text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
        throw new UsageException(
            argument.replaceFirst("=.*", "")
                + " must be a port from 0 (any free one) to 65535, not: "
                + text);
      }
      return Integer.parseInt(text);
    }

    Options options() {
      if (project == null) {
        throw new UsageException("TEMPLATE is missing; --help shows how to use this");
      }
      return new Options(
          project,
          Map.copyOf(parameters),
          apiPort,
          endpointPort,
          stackName,
          region,
          quiet,
          new WorkflowRates(starts, transitions),
          check);
    }
  }
}

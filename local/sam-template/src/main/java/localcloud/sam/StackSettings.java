package localcloud.sam;

import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What CloudFormation takes from outside a template.
 *
 * @param endpointUrl the base URL of the local AWS endpoint; queue URLs start with it
 * @param apiUrl answers the base URL of a local API, without a stage, by its logical ID. It takes
 *     the place of {@code https://<api-id>.execute-api.<region>.amazonaws.com} wherever that URL of
 *     an API of the stack appears in a resolved value
 * @param parameterOverrides values of the template's parameters; the others take their defaults
 * @param exports what other stacks of the account and region export, by the exports' names
 */
public record StackSettings(
    String stackName,
    String region,
    String accountId,
    String endpointUrl,
    UnaryOperator<String> apiUrl,
    Map<String, String> parameterOverrides,
    Map<String, String> exports) {

  public StackSettings {
    parameterOverrides = Map.copyOf(parameterOverrides);
    exports = Map.copyOf(exports);
  }

  /** A stack in us-east-1 of the local account 000000000000, beside no other, with one API. */
  public static StackSettings local(
      String stackName, String endpointUrl, String apiUrl, Map<String, String> parameterOverrides) {
    return new StackSettings(
        stackName,
        "us-east-1",
        "000000000000",
        endpointUrl,
        api -> apiUrl,
        parameterOverrides,
        Map.of());
  }

  /** The same beside stacks that export this. */
  public StackSettings withExports(Map<String, String> others) {
    return new StackSettings(
        stackName, region, accountId, endpointUrl, apiUrl, parameterOverrides, others);
  }
}

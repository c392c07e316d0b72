package localcloud.sam;

import java.util.Map;

/**
 * What CloudFormation takes from outside a template.
 *
 * @param endpointUrl the base URL of the local AWS endpoint; queue URLs start with it
 * @param apiUrl the base URL of the local REST API, without a stage. It takes the place of {@code
 *     https://<api-id>.execute-api.<region>.amazonaws.com} wherever that URL of an API of the stack
 *     appears in a resolved value
 * @param parameterOverrides values of the template's parameters; the others take their defaults
 */
public record StackSettings(
    String stackName,
    String region,
    String accountId,
    String endpointUrl,
    String apiUrl,
    Map<String, String> parameterOverrides) {

  public StackSettings {
    parameterOverrides = Map.copyOf(parameterOverrides);
  }

  /** A stack in us-east-1 of the local account 000000000000. */
  public static StackSettings local(
      String stackName, String endpointUrl, String apiUrl, Map<String, String> parameterOverrides) {
    return new StackSettings(
        stackName, "us-east-1", "000000000000", endpointUrl, apiUrl, parameterOverrides);
  }
}

package localcloud.appconfig;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import localcloud.aws.AwsCall;

/**
 * The operations that are answered here, of the control plane (2019-10-09) and of the data plane
 * (2021-11-11), whose signing name is the same: method, path, and the resources that a caller must
 * be allowed (Service Authorization Reference, "AWS AppConfig"); no resource is {@code *}.
 */
public enum Operation {
  LIST_APPLICATIONS("GET /applications"),
  GET_APPLICATION("GET /applications/{application}", "{application}"),
  LIST_ENVIRONMENTS("GET /applications/{application}/environments", "{application}"),
  GET_ENVIRONMENT(
      "GET /applications/{application}/environments/{environment}",
      "{application}",
      "{application}/environment/{environment}"),
  LIST_CONFIGURATION_PROFILES(
      "GET /applications/{application}/configurationprofiles", "{application}"),
  GET_CONFIGURATION_PROFILE(
      "GET /applications/{application}/configurationprofiles/{profile}",
      "{application}",
      "{application}/configurationprofile/{profile}"),
  VALIDATE_CONFIGURATION(
      "POST /applications/{application}/configurationprofiles/{profile}/validators",
      "{application}",
      "{application}/configurationprofile/{profile}"),
  CREATE_HOSTED_CONFIGURATION_VERSION(
      "POST /applications/{application}/configurationprofiles/{profile}"
          + "/hostedconfigurationversions",
      "{application}",
      "{application}/configurationprofile/{profile}"),
  LIST_HOSTED_CONFIGURATION_VERSIONS(
      "GET /applications/{application}/configurationprofiles/{profile}"
          + "/hostedconfigurationversions",
      "{application}",
      "{application}/configurationprofile/{profile}"),
  GET_HOSTED_CONFIGURATION_VERSION(
      "GET /applications/{application}/configurationprofiles/{profile}"
          + "/hostedconfigurationversions/{version}",
      "{application}",
      "{application}/configurationprofile/{profile}",
      "{application}/configurationprofile/{profile}/hostedconfigurationversion/{version}"),
  DELETE_HOSTED_CONFIGURATION_VERSION(
      "DELETE /applications/{application}/configurationprofiles/{profile}"
          + "/hostedconfigurationversions/{version}",
      "{application}",
      "{application}/configurationprofile/{profile}",
      "{application}/configurationprofile/{profile}/hostedconfigurationversion/{version}"),
  LIST_DEPLOYMENT_STRATEGIES("GET /deploymentstrategies"),
  GET_DEPLOYMENT_STRATEGY(
      "GET /deploymentstrategies/{DeploymentStrategyId}",
      "deploymentstrategy/{DeploymentStrategyId}"),
  START_DEPLOYMENT(
      "POST /applications/{application}/environments/{environment}/deployments",
      "{application}",
      "{application}/environment/{environment}",
      "{application}/configurationprofile/{ConfigurationProfileId}",
      "deploymentstrategy/{DeploymentStrategyId}"),
  LIST_DEPLOYMENTS(
      "GET /applications/{application}/environments/{environment}/deployments",
      "{application}",
      "{application}/environment/{environment}"),
  GET_DEPLOYMENT(
      "GET /applications/{application}/environments/{environment}/deployments/{deployment}",
      "{application}",
      "{application}/environment/{environment}",
      "{application}/environment/{environment}/deployment/{deployment}"),
  STOP_DEPLOYMENT(
      "DELETE /applications/{application}/environments/{environment}/deployments/{deployment}",
      "{application}",
      "{application}/environment/{environment}",
      "{application}/environment/{environment}/deployment/{deployment}"),
  START_CONFIGURATION_SESSION(
      "POST /configurationsessions",
      "application/{ApplicationIdentifier}/environment/{EnvironmentIdentifier}"
          + "/configuration/{ConfigurationProfileIdentifier}"),
  GET_LATEST_CONFIGURATION(
      "GET /configuration",
      "application/{ApplicationIdentifier}/environment/{EnvironmentIdentifier}"
          + "/configuration/{ConfigurationProfileIdentifier}");

  private final String method;
  private final Pattern path;
  private final List<String> resources;

  Operation(String request, String... resources) {
    var space = request.indexOf(' ');
    method = request.substring(0, space);
    path =
        Pattern.compile(
            Request.VARIABLE.matcher(request.substring(space + 1)).replaceAll("(?<$1>[^/]+)"));
    this.resources =
        Stream.of(resources).map(one -> one.replaceFirst("^\\{a", "application/{a")).toList();
  }

  /** Which operation a call is of; empty if it is not answered here. */
  public static Optional<Operation> of(AwsCall call) {
    return Request.of(call).map(Request::operation);
  }

  /** The resources that the caller must be allowed, all of them, as the ends of their ARNs. */
  public static List<String> resources(AwsCall call) {
    return Request.of(call).map(Request::resources).orElse(List.of());
  }

  /** As the API reference and IAM have it, such as {@code StartDeployment}. */
  public String apiName() {
    var words = new StringBuilder();
    for (var word : name().split("_")) {
      words.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return words.toString();
  }

  String method() {
    return method;
  }

  /** With a named group for each variable. */
  Pattern path() {
    return path;
  }

  /** The ends of ARNs, with variables. */
  List<String> resources() {
    return resources;
  }
}

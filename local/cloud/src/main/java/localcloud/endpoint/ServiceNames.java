package localcloud.endpoint;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which service an HTTP request is meant for: by the credential scope of its signature,
 * or, unsigned, by the JSON protocols' target, the Query protocols' API version or the path.
 */
final class ServiceNames {
  /** Access key ID and service of {@code Credential=AKID/20261121/us-east-1/sqs/aws4_request}. */
  private static final Pattern SCOPE =
      Pattern.compile("Credential=([^/,\\s]+)/\\d{8}/[^/]+/([^/]+)/aws4_request");

  private static final Pattern VERSION = Pattern.compile("(?:^|&)Version=([0-9-]+)");

  private static final Map<String, String> BY_TARGET =
      Map.of(
          "AmazonSQS", "sqs",
          "DynamoDB_20120810", "dynamodb",
          "DynamoDBStreams_20120810", "dynamodb",
          "AWSStepFunctions", "states",
          "AWSEvents", "events",
          "Logs_20140328", "logs",
          "CodeDeploy_20141006", "codedeploy",
          "AWSCognitoIdentityProviderService", "cognito-idp");

  private static final Map<String, String> BY_VERSION =
      Map.of(
          "2012-11-05", "sqs",
          "2010-03-31", "sns",
          "2011-06-15", "sts",
          "2010-05-15", "cloudformation");

  private static final Pattern APP_CONFIG =
      Pattern.compile(
          "/(applications|deploymentstrategies|configurationsessions|configuration)\\b");

  private ServiceNames() {}

  /** The access key ID of a signed request. */
  static Optional<String> accessKey(@Nullable String authorization) {
    return scope(authorization, 1);
  }

  static String service(
      @Nullable String authorization, @Nullable String target, String path, String form) {
    var signed = scope(authorization, 2);
    if (signed.isPresent()) {
      return signed.get();
    }
    if (target != null) {
      var prefix = target.substring(0, Math.max(0, target.indexOf('.')));
      return BY_TARGET.getOrDefault(prefix, prefix);
    }
    var query = path.indexOf('?') >= 0 ? path.substring(path.indexOf('?') + 1) : "";
    var version = VERSION.matcher(query + "&" + form);
    if (version.find()) {
      return BY_VERSION.getOrDefault(version.group(1), "unknown");
    }
    if (path.startsWith("/2015-03-31/")) {
      return "lambda";
    }
    if (path.startsWith("/schedules")) {
      return "scheduler";
    }
    if (APP_CONFIG.matcher(path).lookingAt()) {
      return "appconfig";
    }
    // The keys of a user pool are read without a signature.
    return path.contains("/.well-known/") ? "cognito-idp" : "sqs";
  }

  private static Optional<String> scope(@Nullable String authorization, int group) {
    if (authorization == null) {
      return Optional.empty();
    }
    var matcher = SCOPE.matcher(authorization);
    return matcher.find() ? Optional.of(matcher.group(group)) : Optional.empty();
  }
}

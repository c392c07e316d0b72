package localcloud.endpoint;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which service an unsigned HTTP request is meant for: by the JSON protocols' target, the
 * Query protocols' API version or the path. A signed one says so itself.
 */
final class ServiceNames {
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

  /** A path that starts with a bucket's name; with an account's ID it is a queue's. */
  private static final Pattern BUCKET =
      Pattern.compile(
          "/(?!\\d{12}/)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^?]*)?(\\?(?!.*Action=).*)?");

  private ServiceNames() {}

  static String ofUnsigned(String method, @Nullable String target, String path, String form) {
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
    if (path.contains("/.well-known/")) { // The keys of a user pool are read without a signature.
      return "cognito-idp";
    }
    return !method.equals("POST") && BUCKET.matcher(path).matches() ? "s3" : "sqs";
  }
}

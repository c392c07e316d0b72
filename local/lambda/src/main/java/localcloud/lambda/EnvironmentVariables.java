package localcloud.lambda;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;

/** The variables of an environment: the function's own and Lambda's reserved ones, nothing else. */
final class EnvironmentVariables {
  private EnvironmentVariables() {}

  /** Lambda guide, "Defined runtime environment variables"; the reserved ones win. */
  static Map<String, String> of(
      FunctionSpec function,
      LambdaSettings settings,
      String id,
      String taskRoot,
      String api,
      String traceDaemon) {
    var all = new HashMap<String, String>();
    all.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    all.put("LANG", "en_US.UTF-8");
    // where that locale does not exist, file names and variables would lose their accents
    all.put("LC_ALL", "C.UTF-8");
    all.put("TZ", ":UTC");
    if (settings.endpointUrl() != null) {
      all.put("AWS_ENDPOINT_URL", settings.endpointUrl());
    }
    all.putAll(function.environment());
    all.put("_HANDLER", function.handler());
    all.put("AWS_REGION", settings.region());
    all.put("AWS_DEFAULT_REGION", settings.region());
    all.putAll(credentials(function, id, api));
    all.putAll(tracing(traceDaemon));
    all.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + function.runtime());
    all.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
    all.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(function.memoryMb()));
    all.put("AWS_LAMBDA_FUNCTION_VERSION", function.version());
    all.put(
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        function.startsFromSnapshot() ? "snap-start" : "on-demand");
    all.put("AWS_LAMBDA_LOG_GROUP_NAME", function.logGroup());
    all.put("AWS_LAMBDA_LOG_STREAM_NAME", logStream(function.version(), id));
    all.put("AWS_LAMBDA_RUNTIME_API", api);
    all.put("LAMBDA_TASK_ROOT", taskRoot);
    all.put("LAMBDA_RUNTIME_DIR", "/var/runtime");
    return Map.copyOf(all);
  }

  private static Map<String, String> tracing(String daemon) {
    return Map.of("AWS_XRAY_DAEMON_ADDRESS", daemon, "AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR");
  }

  /** Keys would be old after a restore: there is an address to ask for them (Lambda guide). */
  private static Map<String, String> credentials(FunctionSpec function, String id, String api) {
    var keys = Credentials.of(function.arn());
    return function.startsFromSnapshot()
        ? Map.of(
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "http://" + api + RuntimeApi.CREDENTIALS,
            "AWS_CONTAINER_AUTHORIZATION_TOKEN",
            keys.sessionToken(id))
        : Map.of(
            "AWS_ACCESS_KEY_ID",
            keys.accessKeyId(),
            "AWS_SECRET_ACCESS_KEY",
            keys.secretKey(),
            "AWS_SESSION_TOKEN",
            keys.sessionToken(id));
  }

  static String logStream(String version, String id) {
    return DateTimeFormatter.ofPattern("uuuu/MM/dd").format(LocalDate.now(ZoneOffset.UTC))
        + "/["
        + version
        + "]"
        + id;
  }
}

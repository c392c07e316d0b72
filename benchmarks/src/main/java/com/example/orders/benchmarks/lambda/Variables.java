package com.example.orders.benchmarks.lambda;

import java.util.HashMap;
import java.util.Map;

/** The variables of an environment: those of Lambda, and those that the template gives. */
final class Variables {
  private static final String ACCOUNT = ":eu-west-1:000000000000:";

  /** As in template.yaml, with its default parameters. */
  private static final Map<String, String> FUNCTION =
      Map.ofEntries(
          Map.entry("ORDERS_TABLE_NAME", "orderly-dev-Orders"),
          Map.entry("ORDER_WORKFLOW_ARN", "arn:aws:states" + ACCOUNT + "stateMachine:workflow"),
          Map.entry("EVENT_BUS_NAME", "orderly-dev-OrderEvents"),
          Map.entry("ORDER_DEADLINE_SECONDS", "1800"),
          Map.entry("AGED_ORDER_SECONDS", "0"),
          Map.entry("AGED_ORDERS_QUEUE_URL", "https://sqs.example/000000000000/aged-orders"),
          Map.entry("POWERTOOLS_SERVICE_NAME", "orders"),
          Map.entry("POWERTOOLS_METRICS_NAMESPACE", "Orderly/orderly-dev"),
          Map.entry("RETRY_BUDGET_PERCENT", "0"),
          Map.entry("SETTINGS_APPLICATION", ""),
          Map.entry("SETTINGS_AGE_SECONDS", "60"),
          Map.entry("STAGE", "dev"),
          Map.entry("CHAOS", "off"));

  private static final Map<String, String> LAMBDA =
      Map.ofEntries(
          Map.entry("PATH", "/usr/local/bin:/usr/bin:/bin"),
          Map.entry("LC_ALL", "C.UTF-8"),
          Map.entry("TZ", ":UTC"),
          Map.entry("AWS_REGION", "eu-west-1"),
          Map.entry("AWS_DEFAULT_REGION", "eu-west-1"),
          Map.entry("AWS_EXECUTION_ENV", "AWS_Lambda_java25"),
          Map.entry("AWS_LAMBDA_FUNCTION_NAME", "measured"),
          Map.entry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024"),
          Map.entry("AWS_LAMBDA_FUNCTION_VERSION", "1"),
          Map.entry("AWS_LAMBDA_LOG_GROUP_NAME", "measured"),
          Map.entry("AWS_LAMBDA_LOG_STREAM_NAME", "measured"),
          Map.entry("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR"),
          Map.entry("AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000"),
          Map.entry("LAMBDA_RUNTIME_DIR", "/var/runtime"));

  private Variables() {}

  static Map<String, String> of(Contender contender, TaskFolder task, String address) {
    var all = new HashMap<>(FUNCTION);
    all.putAll(LAMBDA);
    all.put("_HANDLER", contender.handler());
    all.put("LAMBDA_TASK_ROOT", task.path().toString());
    all.put("AWS_LAMBDA_RUNTIME_API", address);
    all.put("AWS_ENDPOINT_URL", "http://" + address);
    if (contender.kind().isSnapshot()) {
      all.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
      all.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://" + address + "/credentials");
      all.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", "token");
    } else {
      all.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
      all.put("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
      all.put("AWS_SECRET_ACCESS_KEY", "secret");
      all.put("AWS_SESSION_TOKEN", "token");
    }
    return all;
  }
}

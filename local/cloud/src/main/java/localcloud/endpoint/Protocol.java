package localcloud.endpoint;

import localcloud.aws.AwsCall;

/** The protocols in which AWS services are called. */
public enum Protocol {
  JSON,
  QUERY,
  REST;

  public static Protocol of(AwsCall call) {
    if (call.headers().containsKey("x-amz-target")) {
      return JSON;
    }
    var form =
        call.headers()
            .getOrDefault("content-type", "")
            .startsWith("application/x-www-form-urlencoded");
    return form || call.path().contains("Action=") ? QUERY : REST;
  }
}

package localcloud.endpoint;

import localcloud.aws.AwsCall;

/** The protocols in which AWS services are called. */
public enum Protocol {
  JSON,
  QUERY,
  /** REST with JSON. */
  REST,
  /** REST with XML: S3. */
  REST_XML;

  public static Protocol of(AwsCall call) {
    if (call.service().equals("s3")) { // a key may look like an action, an object like a form
      return REST_XML;
    }
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

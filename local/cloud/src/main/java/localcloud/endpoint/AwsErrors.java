package localcloud.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.UUID;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;

/** Writes an error as the caller's protocol wants it. */
public final class AwsErrors {
  private AwsErrors() {}

  public static AwsAnswer answer(AwsCall call, AwsException error) {
    var requestId = UUID.randomUUID().toString();
    if (Protocol.of(call) == Protocol.QUERY && wantsJson(call)) {
      return new AwsAnswer(
          error.status(),
          Map.of("content-type", "application/json", "x-amzn-requestid", requestId),
          json(error, requestId).getBytes(UTF_8));
    }
    if (Protocol.of(call) == Protocol.QUERY) {
      return new AwsAnswer(
          error.status(),
          Map.of("content-type", "text/xml", "x-amzn-requestid", requestId),
          xml(error, requestId).getBytes(UTF_8));
    }
    var body = JsonNodeFactory.instance.objectNode();
    body.put("__type", error.code());
    body.put("message", String.valueOf(error.getMessage()));
    return new AwsAnswer(
        error.status(),
        Map.of(
            "content-type",
            "application/x-amz-json-1.0",
            "x-amzn-errortype",
            error.code(),
            "x-amzn-requestid",
            requestId),
        body.toString().getBytes(UTF_8));
  }

  /** API Gateway asks the services of the Query protocol for JSON. */
  private static boolean wantsJson(AwsCall call) {
    return "application/json".equals(call.headers().get("accept"));
  }

  private static String json(AwsException error, String requestId) {
    var body = JsonNodeFactory.instance.objectNode();
    body.putObject("Error")
        .put("Code", error.code())
        .put("Message", String.valueOf(error.getMessage()))
        .put("Type", error.status() < 500 ? "Sender" : "Receiver");
    return body.put("RequestId", requestId).toString();
  }

  private static String xml(AwsException error, String requestId) {
    return """
        <ErrorResponse><Error><Type>%s</Type><Code>%s</Code><Message>%s</Message></Error>\
        <RequestId>%s</RequestId></ErrorResponse>"""
        .formatted(
            error.status() < 500 ? "Sender" : "Receiver",
            Xml.escape(error.code()),
            Xml.escape(String.valueOf(error.getMessage())),
            requestId);
  }
}

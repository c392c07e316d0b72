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
    return switch (Protocol.of(call)) {
      case QUERY ->
          wantsJson(call)
              ? text("application/json", json(error, requestId), error, requestId)
              : text("text/xml", xml(error, requestId), error, requestId);
      case REST_XML -> text("application/xml", plainXml(error, requestId), error, requestId);
      case JSON, REST -> typed(error, requestId);
    };
  }

  private static AwsAnswer text(String type, String body, AwsException error, String requestId) {
    return new AwsAnswer(
        error.status(),
        Map.of("content-type", type, "x-amzn-requestid", requestId),
        body.getBytes(UTF_8));
  }

  private static AwsAnswer typed(AwsException error, String requestId) {
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

  /** S3 API reference, "Error responses". */
  private static String plainXml(AwsException error, String requestId) {
    return "<Error>%s%s%s</Error>"
        .formatted(
            Xml.element("Code", error.code()),
            Xml.element("Message", String.valueOf(error.getMessage())),
            Xml.element("RequestId", requestId));
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

package localcloud.sns;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.UUID;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;

/** Writes a result as the caller's protocol wants it: XML, or JSON to services of this machine. */
final class SnsAnswer {
  private static final String NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";

  private SnsAnswer() {}

  static AwsAnswer of(AwsCall call, JsonNode result) {
    var id = UUID.randomUUID().toString();
    var asJson =
        call.headers().containsKey("x-amz-target")
            || "application/json".equals(call.headers().get("accept"));
    var body = asJson ? result.toString() : xml(call.operation(), result, id);
    var type = asJson ? "application/x-amz-json-1.0" : "text/xml";
    return new AwsAnswer(
        200, Map.of("content-type", type, "x-amzn-requestid", id), body.getBytes(UTF_8));
  }

  private static String xml(String action, JsonNode result, String requestId) {
    return """
        <%1$sResponse xmlns="%2$s"><%1$sResult>%3$s</%1$sResult>\
        <ResponseMetadata><RequestId>%4$s</RequestId></ResponseMetadata></%1$sResponse>"""
        .formatted(action, NAMESPACE, content(result), requestId);
  }

  private static String content(JsonNode value) {
    var elements = new StringBuilder();
    if (value.isArray()) {
      value.forEach(element -> elements.append(element("member", content(element))));
      return elements.toString();
    }
    if (!value.isObject()) {
      return value.asText().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
    for (var member : value.properties()) {
      var map = member.getKey().equals("Attributes");
      elements.append(
          element(member.getKey(), map ? entries(member.getValue()) : content(member.getValue())));
    }
    return elements.toString();
  }

  private static String entries(JsonNode map) {
    var entries = new StringBuilder();
    for (var entry : map.properties()) {
      var key = element("key", entry.getKey());
      entries.append(element("entry", key + element("value", content(entry.getValue()))));
    }
    return entries.toString();
  }

  private static String element(String name, String content) {
    return "<" + name + ">" + content + "</" + name + ">";
  }
}

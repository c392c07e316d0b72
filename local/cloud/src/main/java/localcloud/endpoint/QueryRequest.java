package localcloud.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.UUID;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import org.jspecify.annotations.Nullable;

/** A request of the Query protocol: parameters in, XML out. */
public record QueryRequest(String action, Map<String, String> parameters) {

  public static QueryRequest of(AwsCall call) {
    return new QueryRequest(call.operation(), call.parameters());
  }

  public @Nullable String parameter(String name) {
    return parameters.get(name);
  }

  /** The parameters as the members of an object. */
  public JsonNode json() {
    var members = JsonNodeFactory.instance.objectNode();
    parameters.forEach(members::put);
    return members;
  }

  /** Wraps a result as {@code <ActionResponse><ActionResult>…}. */
  public AwsAnswer answer(String namespace, String result) {
    var id = UUID.randomUUID().toString();
    var body =
        """
        <%1$sResponse xmlns="%2$s"><%1$sResult>%3$s</%1$sResult>\
        <ResponseMetadata><RequestId>%4$s</RequestId></ResponseMetadata></%1$sResponse>"""
            .formatted(action, namespace, result, id);
    return new AwsAnswer(
        200, Map.of("content-type", "text/xml", "x-amzn-requestid", id), body.getBytes(UTF_8));
  }
}

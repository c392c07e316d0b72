package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Lets a request in to its method or throws the failure that AWS answers. */
interface Authorizer {

  /** Checks the request; the call's context gets what integrations may know of the caller. */
  void authorize(Integration.Call call);

  /** {@code arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>}. */
  static String methodArn(Integration.Call call, String region) {
    var context = call.expressions().context();
    var stage = String.valueOf(context.get("stage"));
    var path = call.request().pathIn(stage);
    return "arn:aws:execute-api:%s:%s:%s/%s/%s/%s"
        .formatted(
            region,
            context.get("accountId"),
            context.get("apiId"),
            stage,
            call.request().method(),
            path == null ? "" : path.substring(1));
  }

  static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(node -> texts.add(node.asText()));
    return List.copyOf(texts);
  }
}

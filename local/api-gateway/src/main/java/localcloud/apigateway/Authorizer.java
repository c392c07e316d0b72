package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

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

  /**
   * A token's claims as the text that an integration gets.
   *
   * @param list how one with several values is written
   */
  static Map<String, String> texts(
      Map<String, Object> claims, Function<Collection<?>, String> list) {
    var texts = new LinkedHashMap<String, String>();
    claims.forEach(
        (name, value) ->
            texts.put(
                name,
                value instanceof Collection<?> several
                    ? list.apply(several)
                    : String.valueOf(value)));
    return texts;
  }

  /** The values of a claim with several, one after the other. */
  static String joined(Collection<?> values, String separator) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(separator));
  }

  static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(node -> texts.add(node.asText()));
    return List.copyOf(texts);
  }
}

package localcloud.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a call carries, parsed for the first who asks and kept for all who look into it later. */
final class RequestBody {
  /** A function's code of 50 MB in base64, the most that Lambda takes (Lambda guide, quotas). */
  private static final int LONGEST_TEXT = 70_000_000;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(LONGEST_TEXT).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final byte[] bytes;
  private volatile @Nullable JsonNode json;
  private volatile @Nullable Map<String, String> parameters;

  RequestBody(byte[] bytes) {
    this.bytes = bytes;
  }

  RequestBody(JsonNode json) {
    this.bytes = json.toString().getBytes(UTF_8);
    this.json = json;
  }

  byte[] bytes() {
    return bytes;
  }

  String text() {
    return new String(bytes, UTF_8);
  }

  /** An empty object if there is no body; missing if it is no JSON. */
  JsonNode json() {
    var known = json;
    if (known == null) {
      known = bytes.length == 0 ? JsonNodeFactory.instance.objectNode() : parsed();
      json = known;
    }
    return known;
  }

  private JsonNode parsed() {
    try {
      return MAPPER.readTree(bytes);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  /** The decoded parameters of the query string and the form, in their order. */
  Map<String, String> parameters(String query) {
    var known = parameters;
    if (known == null) {
      known = decoded(query + "&" + text());
      parameters = known;
    }
    return known;
  }

  static Map<String, String> decoded(String form) {
    var parameters = new LinkedHashMap<String, String>();
    for (var pair : form.split("&")) {
      var equals = pair.indexOf('=');
      if (equals > 0) {
        var value = AwsCall.decoded(pair.substring(equals + 1));
        parameters.put(AwsCall.decoded(pair.substring(0, equals)), value);
      }
    }
    return Collections.unmodifiableMap(parameters);
  }
}

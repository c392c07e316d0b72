package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A REST API's binary media types (API Gateway guide, "Binary media types for REST APIs"): compared
 * literally, except the one that stands for all.
 */
record BinaryMedia(Set<String> types) {
  static final String EXTENSION = "x-amazon-apigateway-binary-media-types";
  private static final String ALL = "*/*";

  static BinaryMedia parse(JsonNode openApi) {
    return new BinaryMedia(
        Authorizer.texts(openApi.path(EXTENSION)).stream()
            .map(type -> type.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** Whether a request's body goes to a function in base64. */
  boolean isBinary(ApiRequest request) {
    return types.contains(ALL) || types.contains(MediaType.of(request));
  }

  /** Whether a function's answer in base64 is decoded: by what the client accepts first. */
  boolean isWanted(ApiRequest request) {
    var accepted = request.headers().getOrDefault("Accept", List.of(""));
    var first = accepted.getFirst().split(",")[0].split(";")[0].strip();
    return types.contains(ALL) || types.contains(first.toLowerCase(Locale.ROOT));
  }
}

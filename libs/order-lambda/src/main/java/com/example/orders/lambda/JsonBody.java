package com.example.orders.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.example.orders.json.OrderJson;
import com.example.orders.lambda.NoJsonObjectException.Flaw;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The body of a request that API Gateway has not looked into. */
public final class JsonBody {
  private static final ObjectMapper JSON = OrderJson.mapper();
  private static final Pattern TYPE =
      Pattern.compile("(?i)application/json\\s*(;\\s*charset=\"?utf-8\"?\\s*)?");

  private JsonBody() {}

  /** The object that it is, also one in base64. */
  public static JsonNode of(APIGatewayProxyRequestEvent event) throws NoJsonObjectException {
    if (!TYPE.matcher(header(event, "content-type")).matches()) {
      throw new NoJsonObjectException(Flaw.MEDIA_TYPE);
    }
    var tree = tree(event);
    if (tree == null || !tree.isObject()) {
      throw new NoJsonObjectException(Flaw.OTHER_VALUE);
    }
    return tree;
  }

  private static JsonNode tree(APIGatewayProxyRequestEvent event) throws NoJsonObjectException {
    var body = Optional.ofNullable(event.getBody()).orElse("");
    var isEncoded = Boolean.TRUE.equals(event.getIsBase64Encoded());
    try {
      return JSON.readTree(isEncoded ? new String(Base64.getDecoder().decode(body), UTF_8) : body);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new NoJsonObjectException(Flaw.SYNTAX);
    }
  }

  /** In whatever case the client wrote its name. */
  private static String header(APIGatewayProxyRequestEvent event, String name) {
    var headers = event.getHeaders();
    return headers == null
        ? ""
        : headers.entrySet().stream()
            .filter(header -> header.getKey().equalsIgnoreCase(name))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("");
  }
}

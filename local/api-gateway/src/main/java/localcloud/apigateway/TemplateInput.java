package localcloud.apigateway;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.JacksonJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code $input}: a body and the parameters of the method request. */
public final class TemplateInput {
  private static final Configuration JSON_PATH =
      Configuration.builder()
          .jsonProvider(new JacksonJsonProvider())
          .mappingProvider(new JacksonMappingProvider())
          .build();

  private final String body;
  private final boolean strict;
  private final Map<String, Map<String, String>> parameters;
  private @Nullable Object parsed;

  private TemplateInput(String body, boolean strict, Map<String, Map<String, String>> parameters) {
    this.body = body;
    this.strict = strict;
    this.parameters = parameters;
  }

  /** The input of a request template: the client's body. Names are case-sensitive, as on AWS. */
  public static TemplateInput ofRequest(
      String body,
      Map<String, String> path,
      Map<String, String> querystring,
      Map<String, String> header) {
    var parameters = new LinkedHashMap<String, Map<String, String>>();
    parameters.put("path", path);
    parameters.put("querystring", querystring);
    parameters.put("header", header);
    return new TemplateInput(body, true, parameters);
  }

  /** The input of the response template: the backend's body, the parameters of the request. */
  public TemplateInput withResponse(String responseBody) {
    return new TemplateInput(responseBody, false, parameters);
  }

  /** {@code $input.body}: the raw body. */
  public String getBody() {
    return body;
  }

  /** {@code $input.params()}: path, querystring and header parameters. */
  public Map<String, Map<String, String>> params() {
    return parameters;
  }

  /** {@code $input.params(name)}: searched in path, query string and headers, in that order. */
  public String params(String name) {
    return parameters.values().stream()
        .filter(map -> map.containsKey(name))
        .findFirst()
        .map(map -> map.get(name))
        .orElse("");
  }

  /** {@code $input.path(jsonPath)}: the objects under the path, or null. */
  public @Nullable Object path(String jsonPath) {
    var root = parsed();
    if (root == null) {
      return null;
    }
    try {
      return JsonPath.compile(jsonPath).read(root, JSON_PATH);
    } catch (PathNotFoundException e) {
      return null;
    }
  }

  /** {@code $input.json(jsonPath)}: the same as JSON text. */
  public String json(String jsonPath) {
    var value = path(jsonPath);
    return value == null ? "\"\"" : StrictJson.write(value);
  }

  private @Nullable Object parsed() {
    if (parsed == null) {
      try {
        parsed = body.isEmpty() ? Map.of() : StrictJson.parse(body);
      } catch (MalformedJsonException e) {
        if (strict) {
          throw e;
        }
      }
    }
    return parsed;
  }
}

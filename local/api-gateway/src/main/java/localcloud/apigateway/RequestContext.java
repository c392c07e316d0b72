package localcloud.apigateway;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** What {@code $context} and {@code requestContext} say of each request. */
final class RequestContext {
  static final DateTimeFormatter CLF =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);

  private RequestContext() {}

  static Map<String, Object> of(ApiRequest request, ApiSettings settings) {
    var now = ZonedDateTime.now(ZoneOffset.UTC);
    var variables = new LinkedHashMap<String, Object>();
    variables.put("accountId", settings.accountId());
    variables.put("apiId", settings.apiId());
    variables.put("domainName", "localhost");
    variables.put("domainPrefix", "localhost");
    variables.put(
        "extendedRequestId", UUID.randomUUID().toString().replace("-", "").substring(0, 15) + "=");
    variables.put("httpMethod", request.method());
    var agent = request.header("User-Agent");
    variables.put(
        "identity",
        Map.of("sourceIp", request.sourceIp(), "userAgent", agent == null ? "" : agent));
    variables.put("path", request.path());
    variables.put("protocol", "HTTP/1.1");
    variables.put("requestId", UUID.randomUUID().toString());
    variables.put("requestTime", CLF.format(now));
    variables.put("requestTimeEpoch", now.toInstant().toEpochMilli());
    variables.put("stage", settings.stageName());
    return variables;
  }

  /** What {@code $context.identity} says of the caller, to be added to. */
  static Map<String, Object> identity(Map<String, Object> context) {
    var identity = new LinkedHashMap<String, Object>();
    if (context.get("identity") instanceof Map<?, ?> known) {
      known.forEach((name, value) -> identity.put(String.valueOf(name), value));
    }
    context.put("identity", identity);
    return identity;
  }
}

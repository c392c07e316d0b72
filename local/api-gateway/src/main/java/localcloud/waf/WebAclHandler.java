package localcloud.waf;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import localcloud.apigateway.ApiRequest;
import localcloud.apigateway.ApiResponse;
import localcloud.resources.Identity;
import localcloud.resources.Properties;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::WAFv2::WebACL}: rate-based rules that block. */
public final class WebAclHandler implements ResourceHandler {
  private static final String RATE = "Rules.Statement.RateBasedStatement.";
  private static final String SCOPE = RATE + "ScopeDownStatement.ByteMatchStatement.";
  private static final String ANSWER = "Rules.Action.Block.CustomResponse.";

  private static final ResourceType TYPE =
      ResourceType.of("AWS::WAFv2::WebACL")
          .ref(id -> id.logicalId() + "|" + id.hash(12) + "|REGIONAL")
          .attribute("Arn", WebAclHandler::arn)
          .attribute("Id", id -> id.hash(12))
          .required("Scope", "DefaultAction", "VisibilityConfig")
          .applied("Scope", "DefaultAction.Allow", "DefaultAction.Block", "CustomResponseBodies")
          .applied("Rules.Priority", ANSWER + "ResponseCode", ANSWER + "CustomResponseBodyKey")
          .applied(ANSWER + "ResponseHeaders.Name", ANSWER + "ResponseHeaders.Value")
          .applied(RATE + "Limit", RATE + "EvaluationWindowSec", RATE + "AggregateKeyType")
          .applied(RATE + "CustomKeys.Header.Name")
          .applied(RATE + "CustomKeys.Header.TextTransformations.Type")
          .applied(RATE + "CustomKeys.Header.TextTransformations.Priority")
          .applied(SCOPE + "FieldToMatch.Method", SCOPE + "PositionalConstraint")
          .applied(SCOPE + "SearchString", SCOPE + "TextTransformations.Type")
          .withoutEffect(SCOPE + "TextTransformations.Priority")
          .withoutEffect("Name", "VisibilityConfig", "Rules.Name", "Rules.VisibilityConfig")
          .build();

  private static final ApiResponse FORBIDDEN =
      new ApiResponse(
          403,
          Map.of("Content-Type", "application/json"),
          "{\"message\":\"Forbidden\"}".getBytes(UTF_8));

  private static final Map<String, String> CONTENT_TYPES =
      Map.of(
          "APPLICATION_JSON", "application/json",
          "TEXT_PLAIN", "text/plain",
          "TEXT_HTML", "text/html");

  private static String arn(Identity id) {
    return id.arn("wafv2", "regional/webacl/" + id.logicalId() + "/" + id.hash(12));
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource resource) {
    var acl = acl(resource.properties());
    return provision -> provision.get(Firewall.class).add(resource.arn(), acl);
  }

  static WebAcl acl(Properties properties) {
    properties.oneOf("Scope", "", "REGIONAL");
    var action = properties.object("DefaultAction");
    var isOpen = action.json("Allow").isObject();
    if (isOpen == action.json("Block").isObject()) {
      properties.refuse("DefaultAction", "must be one of Allow and Block", "write Allow: {}");
    }
    var bodies = properties.json("CustomResponseBodies");
    var rules = properties.objects("Rules").stream().map(rule -> rule(rule, bodies)).toList();
    return new WebAcl(rules, isOpen ? Optional.empty() : Optional.of(FORBIDDEN));
  }

  private static RateRule rule(Properties rule, JsonNode bodies) {
    var rate = rule.object("Statement").object("RateBasedStatement");
    if (rate.text("Limit") == null) {
      rule.refuse("Statement", "has no rate limit", "write a RateBasedStatement with a Limit");
    }
    if (!rule.has("Action")) {
      rule.refuse("Action", "is missing", "write Block");
    }
    var window = rate.oneOf("EvaluationWindowSec", "300", "60", "120", "300", "600");
    return new RateRule(
        rule.number("Priority", 0, 0, 999_999_999),
        rate.number("Limit", 10, 10, 999_999_999),
        Duration.ofSeconds(Long.parseLong(window)),
        key(rate),
        scope(rate.object("ScopeDownStatement").object("ByteMatchStatement")),
        answer(rule.object("Action").object("Block").object("CustomResponse"), bodies));
  }

  private static RateRule.Key key(Properties rate) {
    var type = rate.oneOf("AggregateKeyType", "IP", "IP", "CUSTOM_KEYS");
    var keys = rate.objects("CustomKeys");
    if (type.equals("IP")) {
      return ApiRequest::sourceIp;
    }
    if (keys.size() != 1) {
      rate.refuse("CustomKeys", "has " + keys.size() + " keys", "write one header");
      return request -> null;
    }
    var header = keys.getFirst().object("Header");
    var transformed = TextTransformation.of(header.objects("TextTransformations"));
    var name = header.text("Name", "");
    return request -> {
      var value = request.header(name);
      return value == null ? null : transformed.apply(value);
    };
  }

  private static Predicate<ApiRequest> scope(Properties match) {
    var wanted = match.text("SearchString");
    plain(match.objects("TextTransformations"));
    var isOfMethod = match.object("FieldToMatch").json("Method").isObject();
    if (wanted == null) {
      return request -> true;
    }
    match.oneOf("PositionalConstraint", "", "EXACTLY");
    if (!isOfMethod) {
      match.refuse("FieldToMatch", "is not the method", "write Method: {}");
    }
    return request -> request.method().equals(wanted);
  }

  private static void plain(List<Properties> transformations) {
    transformations.forEach(transformation -> transformation.oneOf("Type", "NONE", "NONE"));
  }

  private static ApiResponse answer(Properties custom, JsonNode bodies) {
    var status = custom.number("ResponseCode", 200, 599);
    var key = custom.text("CustomResponseBodyKey");
    var headers = new LinkedHashMap<String, String>();
    for (var header : custom.objects("ResponseHeaders")) {
      headers.put(header.text("Name", ""), header.text("Value", ""));
    }
    if (status == null) {
      return FORBIDDEN;
    }
    if (key == null) {
      return new ApiResponse(status, headers, new byte[0]);
    }
    var body = bodies.path(key);
    var contentType = CONTENT_TYPES.get(body.path("ContentType").asText());
    if (contentType == null) {
      custom.refuse("CustomResponseBodyKey", "names no body: " + key, "declare it");
      return FORBIDDEN;
    }
    headers.put("Content-Type", contentType);
    return new ApiResponse(status, headers, body.path("Content").asText().getBytes(UTF_8));
  }
}

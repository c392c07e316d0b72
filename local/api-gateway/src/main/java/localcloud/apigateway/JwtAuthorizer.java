package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import localcloud.apigateway.GatewayFailure.Type;
import org.jspecify.annotations.Nullable;

/**
 * A JWT authorizer of an HTTP API, for the tokens of a user pool (API Gateway guide, "Control
 * access to HTTP APIs with JWT authorizers").
 *
 * @param audience the token's {@code aud}, or {@code client_id} without one, must be in it
 * @param scopes what the route asks for: one of them is enough
 */
record JwtAuthorizer(
    TokenVerifier verifier,
    String header,
    String providerArn,
    List<String> audience,
    List<String> scopes)
    implements Authorizer {
  private static final Pattern ISSUER =
      Pattern.compile("https://cognito-idp\\.([a-z0-9-]+)\\.amazonaws\\.com/([A-Za-z0-9_-]+)/?");
  private static final String HEADER = "$request.header.";

  static JwtAuthorizer parse(
      JsonNode scheme,
      String pointer,
      List<String> scopes,
      String account,
      TokenVerifier verifier) {
    var at = pointer + "/x-amazon-apigateway-authorizer";
    var authorizer = scheme.path("x-amazon-apigateway-authorizer");
    Properties.only(authorizer, at, "type", "identitySource", "jwtConfiguration");
    var source = authorizer.path("identitySource").asText("$request.header.Authorization");
    if (!source.startsWith(HEADER)) {
      throw new UnsupportedDefinitionException(
          at + "/identitySource", "only a header is supported");
    }
    var configuration = authorizer.path("jwtConfiguration");
    return new JwtAuthorizer(
        verifier,
        source.substring(HEADER.length()),
        providerArn(configuration.path("issuer").asText(), at, account),
        Authorizer.texts(configuration.path("audience")),
        scopes);
  }

  private static String providerArn(String issuer, String pointer, String account) {
    var pool = ISSUER.matcher(issuer);
    if (!pool.matches()) {
      throw new UnsupportedDefinitionException(
          pointer + "/jwtConfiguration/issuer", "only user pools are known locally");
    }
    return "arn:aws:cognito-idp:%s:%s:userpool/%s".formatted(pool.group(1), account, pool.group(2));
  }

  /** Adds the token's claims to the context. */
  @Override
  public void authorize(Integration.Call call) {
    var token = call.request().header(header);
    if (token == null) {
      throw unauthorized();
    }
    var bare = token.strip().replaceFirst("(?i)^Bearer +", "");
    var verified = verifier.verify(providerArn, bare).orElseThrow(JwtAuthorizer::unauthorized);
    var claims = Authorizer.texts(verified, values -> "[" + Authorizer.joined(values, " ") + "]");
    if (!audience.contains(claims.getOrDefault("aud", claims.getOrDefault("client_id", "")))) {
      throw unauthorized();
    }
    var granted = Arrays.asList(claims.getOrDefault("scope", "").split(" "));
    if (!scopes.isEmpty() && scopes.stream().noneMatch(granted::contains)) {
      throw new GatewayFailure(Type.ACCESS_DENIED, "Forbidden");
    }
    var jwt = new LinkedHashMap<String, @Nullable Object>();
    jwt.put("claims", claims);
    jwt.put("scopes", scopes.isEmpty() ? null : scopes);
    call.expressions().context().put("authorizer", Map.of("jwt", jwt));
  }

  private static GatewayFailure unauthorized() {
    return new GatewayFailure(Type.UNAUTHORIZED, "Unauthorized");
  }
}

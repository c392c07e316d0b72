package localcloud.cognito;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserPoolsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-11-21T03:15:00Z");
  private static final String ARN = "arn:pool";
  private static final String POOL = "us-east-1_orders";
  private static final String ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/" + POOL;

  /** Keys cost time: those tests that change their pools make them anew. */
  private static final UserPools SHARED = pools(NOW);

  private static final RSAKey FORGERS = newKey();

  private UserPools pools = SHARED;

  @Test
  void issuesAccessTokensInCognitosShape() throws Exception {
    var claims = SignedJWT.parse(pools.issueAccessToken(POOL, "acme")).getJWTClaimsSet();

    assertThat(claims.getIssuer()).isEqualTo(ISSUER);
    assertThat(claims.getSubject()).isEqualTo("acme");
    assertThat(claims.getStringClaim("token_use")).isEqualTo("access");
    assertThat(claims.getStringClaim("scope")).isEqualTo("aws.cognito.signin.user.admin");
    assertThat(claims.getStringClaim("client_id")).isEqualTo("client");
    assertThat(claims.getStringClaim("username")).isEqualTo("acme");
    assertThat(claims.getAudience()).isEmpty();
    assertThat(claims.getExpirationTime().toInstant()).isEqualTo(NOW.plus(Duration.ofHours(1)));
    assertThat(claims.getJWTID()).isNotEmpty();
  }

  @Test
  void issuesIdTokensForTheirAudience() throws Exception {
    var claims = SignedJWT.parse(pools.issueIdToken(POOL, "acme")).getJWTClaimsSet();

    assertThat(claims.getStringClaim("token_use")).isEqualTo("id");
    assertThat(claims.getAudience()).containsExactly("client");
    assertThat(claims.getClaim("scope")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "x#y",
        "../acme",
        "acme\n",
        "\u00e4",
        "0123456789012345678901234567890123456"
      })
  void issuesTokensForCustomersWithPlainNamesOnly(String customer) {
    assertThatThrownBy(() -> pools.issueAccessToken(POOL, customer))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void knowsItsOwnTokens() {
    var claims = pools.verify(ARN, pools.issueAccessToken(POOL, "acme"));

    assertThat(claims).isPresent();
    assertThat(claims.get()).containsEntry("sub", "acme").containsEntry("token_use", "access");
  }

  @Test
  void refusesATokenOfAnotherPool() {
    pools = pools(NOW);
    pools.addPool("arn:other", "us-east-1_other");

    assertThat(pools.verify(ARN, pools.issueAccessToken("us-east-1_other", "acme"))).isEmpty();
    assertThat(pools.verify("arn:none", pools.issueAccessToken(POOL, "acme"))).isEmpty();
  }

  @Test
  void refusesATokenOfAnEarlierRun() {
    assertThat(pools.verify(ARN, pools(NOW).issueAccessToken(POOL, "acme"))).isEmpty();
  }

  @Test
  void refusesExpiredAndEarlyTokens() {
    var pool =
        new UserPool(POOL, "us-east-1", Clock.fixed(NOW, ZoneOffset.UTC), completedFuture(FORGERS));

    var expired = pool.claims("acme", "access").expirationTime(Date.from(NOW)).build();
    var early = pool.claims("acme", "access").notBeforeTime(Date.from(NOW.plusSeconds(1))).build();
    var endless = pool.claims("acme", "access").expirationTime(null).build();
    var foreign = pool.claims("acme", "access").issuer("https://evil.example").build();
    var nobody = pool.claims("acme", "access").subject(null).build();

    assertThat(pool.verify(pool.sign(pool.claims("acme", "access").build()))).isPresent();
    assertThat(pool.verify(pool.sign(expired))).isEmpty();
    assertThat(pool.verify(pool.sign(early))).isEmpty();
    assertThat(pool.verify(pool.sign(endless))).isEmpty();
    assertThat(pool.verify(pool.sign(foreign))).isEmpty();
    assertThat(pool.verify(pool.sign(nobody))).isEmpty();
  }

  @Test
  void refusesForgedTokens() throws Exception {
    var token = pools.issueAccessToken(POOL, "acme");
    var parts = token.split("\\.");
    var payload = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
    var kid = SignedJWT.parse(token).getHeader().getKeyID();

    var other = parts[0] + "." + encode(payload.replace("acme", "evil")) + "." + parts[2];
    var none = encode("{\"alg\":\"none\",\"kid\":\"" + kid + "\"}") + "." + parts[1] + ".";
    var cut = token.substring(0, token.length() - 4);

    assertThat(pools.verify(ARN, other)).isEmpty();
    assertThat(pools.verify(ARN, none)).isEmpty();
    assertThat(pools.verify(ARN, cut)).isEmpty();
    assertThat(pools.verify(ARN, parts[0] + "." + parts[1] + ".")).isEmpty();
  }

  @Test
  void refusesAnHmacWithThePublicKey() throws Exception {
    var token = SignedJWT.parse(pools.issueAccessToken(POOL, "acme"));
    var publicKey =
        ((RSAKey) JWKSet.parse(pools.jwks(POOL)).getKeys().getFirst())
            .toRSAPublicKey()
            .getEncoded();
    var header =
        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(token.getHeader().getKeyID()).build();
    var forged = new SignedJWT(header, token.getJWTClaimsSet());
    forged.sign(new MACSigner(publicKey));

    assertThat(pools.verify(ARN, forged.serialize())).isEmpty();
  }

  @Test
  void takesNoKeyFromTheTokensHeader() throws Exception {
    var token = SignedJWT.parse(pools.issueAccessToken(POOL, "acme"));
    var mine = new RSAKey.Builder(FORGERS).keyID(token.getHeader().getKeyID()).build();
    var header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID(token.getHeader().getKeyID())
            .jwk(mine.toPublicJWK())
            .jwkURL(URI.create("https://evil.example/jwks.json"))
            .build();
    var forged = new SignedJWT(header, token.getJWTClaimsSet());
    forged.sign(new RSASSASigner(FORGERS));

    assertThat(pools.verify(ARN, forged.serialize())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../dev/null", "/proc/self/environ", "", "x' or 1=1"})
  void findsNoKeyUnderAnOddId(String kid) throws Exception {
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .subject("acme")
            .claim("token_use", "access")
            .expirationTime(Date.from(NOW.plusSeconds(60)))
            .build();
    var forged =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(kid).build(), claims);
    forged.sign(new RSASSASigner(FORGERS));

    assertThat(pools.verify(ARN, forged.serialize())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b.c", "....", "\u0000", "eyJhbGciOiJSUzI1NiJ9.e30."})
  void refusesWhatIsNoToken(String token) {
    assertThat(pools.verify(ARN, token)).isEmpty();
  }

  @Test
  void givesTokensForNameAndPassword() throws Exception {
    pools = pools(NOW);
    call("AdminCreateUser", "{\"UserPoolId\":\"%s\",\"Username\":\"ada\"}".formatted(POOL));
    call(
        "AdminSetUserPassword",
        "{\"UserPoolId\":\"%s\",\"Username\":\"ada\",\"Password\":\"Correct-Horse-1\",\"Permanent\":true}"
            .formatted(POOL));

    var result = authenticate("ada", "Correct-Horse-1").path("AuthenticationResult");

    var sub =
        call("AdminGetUser", "{\"UserPoolId\":\"%s\",\"Username\":\"ada\"}".formatted(POOL))
            .at("/Attributes/0/Value")
            .asText();
    assertThat(pools.verify(ARN, result.path("AccessToken").asText()).orElseThrow())
        .containsEntry("sub", sub)
        .containsEntry("username", "ada")
        .containsEntry("token_use", "access");
    assertThat(pools.verify(ARN, result.path("IdToken").asText()).orElseThrow())
        .containsEntry("token_use", "id");
    assertThat(result.path("ExpiresIn").asInt()).isEqualTo(3600);
  }

  @Test
  void tokensNameTheGroupsOfTheirUser() throws Exception {
    pools = pools(NOW);
    pools.addGroup(POOL, "express");
    pools.addGroup(POOL, "testers");
    call("AdminCreateUser", "{\"UserPoolId\":\"%s\",\"Username\":\"ada\"}".formatted(POOL));
    member("AdminAddUserToGroup", "ada", "express");
    member("AdminAddUserToGroup", "ada", "testers");
    member("AdminAddUserToGroup", "ada", "express");
    call(
        "AdminSetUserPassword",
        "{\"UserPoolId\":\"%s\",\"Username\":\"ada\",\"Password\":\"p\",\"Permanent\":true}"
            .formatted(POOL));

    assertThat(groups("AccessToken")).isEqualTo(List.of("express", "testers"));
    assertThat(groups("IdToken")).isEqualTo(List.of("express", "testers"));
    member("AdminRemoveUserFromGroup", "ada", "express");
    assertThat(groups("AccessToken")).isEqualTo(List.of("testers"));
    member("AdminRemoveUserFromGroup", "ada", "testers");
    assertThat(groups("AccessToken")).isNull();
  }

  private Object groups(String token) throws Exception {
    var result = authenticate("ada", "p").path("AuthenticationResult").path(token).asText();
    return pools.verify(ARN, result).orElseThrow().get("cognito:groups");
  }

  @Test
  void aTokenWithoutAPasswordIsOfAGroupThatThePoolHas() {
    pools = pools(NOW);
    pools.addGroup(POOL, "express");

    assertThat(pools.verify(ARN, pools.issueAccessToken(POOL, "acme", "express")).orElseThrow())
        .containsEntry("cognito:groups", List.of("express"));
    assertThatThrownBy(() -> pools.issueAccessToken(POOL, "acme", "unknown"))
        .isInstanceOf(AwsException.class)
        .hasMessage("Group not found.");
  }

  @Test
  void refusesGroupsAndMembersThatThereAreNot() throws Exception {
    pools = pools(NOW);
    pools.addGroup(POOL, "express");

    assertThat(member("AdminAddUserToGroup", "nobody", "express"))
        .isEqualTo("UserNotFoundException");
    assertThat(member("AdminAddUserToGroup", "nobody", "none"))
        .isEqualTo("ResourceNotFoundException");
    assertThatThrownBy(() -> pools.addGroup(POOL, "express")).isInstanceOf(AwsException.class);
    assertThatThrownBy(() -> pools.addGroup(POOL, "a b")).isInstanceOf(AwsException.class);
  }

  private String member(String operation, String user, String group) throws Exception {
    return call(
            operation,
            "{\"UserPoolId\":\"%s\",\"Username\":\"%s\",\"GroupName\":\"%s\"}"
                .formatted(POOL, user, group))
        .path("__type")
        .asText();
  }

  @Test
  void answersAnUnknownUserAsAWrongPassword() throws Exception {
    pools = pools(NOW);
    call(
        "AdminCreateUser",
        "{\"UserPoolId\":\"%s\",\"Username\":\"ada\",\"TemporaryPassword\":\"t\"}".formatted(POOL));
    call(
        "AdminSetUserPassword",
        "{\"UserPoolId\":\"%s\",\"Username\":\"ada\",\"Password\":\"p\",\"Permanent\":true}"
            .formatted(POOL));

    assertThat(authenticate("ada", "wrong")).isEqualTo(authenticate("nobody", "p"));
    assertThat(authenticate("ada", "wrong").path("__type").asText())
        .isEqualTo("NotAuthorizedException");
  }

  @Test
  void namesWhatIsWrongWithACall() throws Exception {
    assertThat(call("DeleteUserPool", "{}").path("__type").asText())
        .isEqualTo("UnknownOperationException");
    assertThat(call("AdminGetUser", "{}").path("__type").asText())
        .isEqualTo("InvalidParameterException");
    assertThat(call("AdminGetUser", "nonsense").path("__type").asText())
        .isEqualTo("SerializationException");
    assertThat(
            call("AdminGetUser", "{\"UserPoolId\":\"none\",\"Username\":\"x\"}")
                .path("__type")
                .asText())
        .isEqualTo("ResourceNotFoundException");
  }

  @Test
  void aClientWithoutTheFlowTakesNoPasswords() throws Exception {
    pools = pools(NOW);
    pools.addClient(POOL, "browser", false);
    var call =
        "{\"AuthFlow\":\"USER_PASSWORD_AUTH\",\"ClientId\":\"browser\",\"AuthParameters\":{}}";

    assertThat(call("InitiateAuth", call).path("message").asText())
        .isEqualTo("USER_PASSWORD_AUTH flow not enabled for this client");
  }

  private JsonNode authenticate(String user, String password) throws Exception {
    return call(
        "InitiateAuth",
        """
        {"AuthFlow":"USER_PASSWORD_AUTH","ClientId":"client","AuthParameters":{"USERNAME":"%s","PASSWORD":"%s"}}
        """
            .formatted(user, password));
  }

  private JsonNode call(String operation, String body) throws Exception {
    var call =
        AwsCall.json(
            "cognito-idp", "arn:root", "AWSCognitoIdentityProviderService." + operation, body);
    return JSON.readTree(pools.answer(call).text());
  }

  private static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static UserPools pools(Instant now) {
    var pools = new UserPools("us-east-1", Clock.fixed(now, ZoneOffset.UTC), null);
    pools.addPool(ARN, POOL);
    pools.addClient(POOL, "client", true);
    return pools;
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }
}

package localcloud.cognito;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import localcloud.aws.AwsException;

/**
 * One user pool: its users, its signing key and its tokens, whose claims are those of Cognito's
 * (developer guide, "Understanding the access token" and "… the ID token").
 */
final class UserPool {
  static final Duration LIFETIME = Duration.ofHours(1);

  private static final String SUBJECT = "[A-Za-z0-9_-]{1,36}";

  private final String id;
  private final String issuer;
  private final Clock clock;

  /** Made beside the rest of the start, because a key takes its time. */
  private final CompletableFuture<RSAKey> key;

  private final Map<String, User> users = new ConcurrentHashMap<>();
  private final Set<String> clients = new CopyOnWriteArraySet<>();

  UserPool(String id, String region, Clock clock) {
    this.id = id;
    this.issuer = "https://cognito-idp." + region + ".amazonaws.com/" + id;
    this.clock = clock;
    this.key =
        CompletableFuture.supplyAsync(
            UserPool::newKey,
            work -> Thread.ofPlatform().daemon().name("key-of-" + id).start(work));
  }

  private static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException("no RSA key", e);
    }
  }

  private RSAKey key() {
    return key.join();
  }

  record User(String name, String sub, String password, boolean confirmed) {
    @Override
    public String toString() {
      return "User[" + name + "]"; // not the password
    }
  }

  String id() {
    return id;
  }

  void addClient(String clientId) {
    clients.add(clientId);
  }

  User createUser(String name, String temporaryPassword) {
    var user = new User(name, UUID.randomUUID().toString(), temporaryPassword, false);
    if (users.putIfAbsent(name, user) != null) {
      throw new AwsException(400, "UsernameExistsException", "User account already exists");
    }
    return user;
  }

  void setPassword(String name, String password, boolean permanent) {
    var user = user(name);
    users.put(name, new User(name, user.sub(), password, permanent));
  }

  User user(String name) {
    var user = users.get(name);
    if (user == null) {
      throw new AwsException(400, "UserNotFoundException", "User does not exist.");
    }
    return user;
  }

  /** The user of this name and password; an unknown name answers as a wrong password does. */
  User authenticate(String name, String password) {
    var user = users.get(name);
    if (user == null || password.isEmpty() || !user.password().equals(password)) {
      throw new AwsException(400, "NotAuthorizedException", "Incorrect username or password.");
    }
    if (!user.confirmed()) {
      throw new AwsException(
          400, "NotAuthorizedException", "The password is temporary; set a permanent one.");
    }
    return user;
  }

  String accessToken(String sub, String name) {
    return accessToken(sub, name, anyClient());
  }

  String accessToken(String sub, String name, String clientId) {
    return sign(
        claims(sub, "access")
            .claim("client_id", clientId)
            .claim("scope", "aws.cognito.signin.user.admin")
            .claim("username", name)
            .build());
  }

  String idToken(String sub, String name) {
    return idToken(sub, name, anyClient());
  }

  String idToken(String sub, String name, String clientId) {
    return sign(claims(sub, "id").audience(clientId).claim("cognito:username", name).build());
  }

  String jwks() {
    return new JWKSet(key().toPublicJWK()).toString();
  }

  /** The claims, if this pool's own key signed the token and it is valid now. */
  Optional<Map<String, String>> verify(String token) {
    try {
      var jwt = SignedJWT.parse(token);
      // The key is ours and RS256 is fixed: nothing in the token's header can choose another.
      if (!JWSAlgorithm.RS256.equals(jwt.getHeader().getAlgorithm())
          || !key().getKeyID().equals(jwt.getHeader().getKeyID())
          || !jwt.verify(new RSASSAVerifier(key().toRSAPublicKey()))) {
        return Optional.empty();
      }
      var claims = jwt.getJWTClaimsSet();
      return isValidNow(claims) ? Optional.of(texts(claims)) : Optional.empty();
    } catch (ParseException | JOSEException e) {
      return Optional.empty();
    }
  }

  /** A signed token of any claims; tests make expired and odd ones with it. */
  String sign(JWTClaimsSet claims) {
    try {
      var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key().getKeyID()).build();
      var jwt = new SignedJWT(header, claims);
      jwt.sign(new RSASSASigner(key()));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("cannot sign", e);
    }
  }

  JWTClaimsSet.Builder claims(String sub, String use) {
    if (!sub.matches(SUBJECT)) {
      throw new IllegalArgumentException("a customer is " + SUBJECT);
    }
    var now = clock.instant();
    return new JWTClaimsSet.Builder()
        .issuer(issuer)
        .subject(sub)
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(LIFETIME)))
        .jwtID(UUID.randomUUID().toString())
        .claim("auth_time", now.getEpochSecond())
        .claim("token_use", use);
  }

  private boolean isValidNow(JWTClaimsSet claims) {
    var now = clock.instant();
    return issuer.equals(claims.getIssuer())
        && claims.getSubject() != null
        && claims.getExpirationTime() != null
        && now.isBefore(claims.getExpirationTime().toInstant())
        && !started(claims).isAfter(now);
  }

  private static Instant started(JWTClaimsSet claims) {
    var notBefore = claims.getNotBeforeTime();
    return notBefore == null ? Instant.MIN : notBefore.toInstant();
  }

  private static Map<String, String> texts(JWTClaimsSet claims) {
    var texts = new LinkedHashMap<String, String>();
    claims
        .toJSONObject()
        .forEach(
            (name, value) -> {
              if (value != null) {
                texts.put(name, String.valueOf(value));
              }
            });
    return texts;
  }

  private String anyClient() {
    return clients.stream().findFirst().orElse("local");
  }
}

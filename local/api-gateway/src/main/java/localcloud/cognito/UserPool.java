package localcloud.cognito;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import localcloud.aws.AwsException;

/**
 * One user pool: its users, its signing key and its tokens, whose claims are those of Cognito's
 * (developer guide, "Understanding the access token" and "… the ID token").
 */
final class UserPool {
  static final Duration LIFETIME = Duration.ofHours(1);

  /** Cognito API, CreateGroup. */
  private static final Pattern GROUP = Pattern.compile("[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]{1,128}");

  private static final String SUBJECT = "[A-Za-z0-9_-]{1,36}";

  private final String id;
  private final String issuer;
  private final Clock clock;
  private final CompletableFuture<RSAKey> key;
  private final Map<String, User> users = new ConcurrentHashMap<>();
  private final Set<String> groups = ConcurrentHashMap.newKeySet();
  private final Set<String> clients = new CopyOnWriteArraySet<>();

  /**
   * @param pair signs the tokens; other pools may have the same, for a pool's tokens are known by a
   *     key ID of its own, which the signature covers
   */
  UserPool(String id, String region, Clock clock, CompletableFuture<RSAKey> pair) {
    this.id = id;
    this.issuer = "https://cognito-idp." + region + ".amazonaws.com/" + id;
    this.clock = clock;
    this.key =
        pair.thenApply(
            keys -> new RSAKey.Builder(keys).keyID(UUID.randomUUID().toString()).build());
  }

  private RSAKey key() {
    return key.join();
  }

  /**
   * A user.
   *
   * @param confirmed whether the password is for good
   * @param groups in the order in which the user came into them
   */
  record User(String name, String sub, String password, boolean confirmed, List<String> groups) {
    User {
      groups = List.copyOf(groups);
    }

    User withPassword(String next, boolean permanent) {
      return new User(name, sub, next, permanent, groups);
    }

    User withGroups(Stream<String> next) {
      return new User(name, sub, password, confirmed, next.distinct().toList());
    }

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
    var sub = UUID.randomUUID().toString();
    var user = new User(name, sub, temporaryPassword, false, List.of());
    if (users.putIfAbsent(name, user) != null) {
      throw new AwsException(400, "UsernameExistsException", "User account already exists");
    }
    return user;
  }

  void setPassword(String name, String password, boolean permanent) {
    change(name, user -> user.withPassword(password, permanent));
  }

  void addGroup(String group) {
    checkGroup(group);
    if (!groups.add(group)) {
      throw new AwsException(400, "GroupExistsException", "A group with the name already exists.");
    }
  }

  /** The Cognito API's CreateGroup; all whitespace and control characters are no part of a name. */
  static void checkGroup(String group) {
    if (!GROUP.matcher(group).matches()) {
      throw new AwsException(
          400, "InvalidParameterException", "a group's name is 1 to 128 characters without spaces");
    }
  }

  void addToGroup(String name, String group) {
    requireGroup(group);
    change(name, user -> user.withGroups(Stream.concat(user.groups().stream(), Stream.of(group))));
  }

  void removeFromGroup(String name, String group) {
    requireGroup(group);
    change(name, user -> user.withGroups(user.groups().stream().filter(one -> !one.equals(group))));
  }

  private void requireGroup(String group) {
    if (!groups.contains(group)) {
      throw new AwsException(400, "ResourceNotFoundException", "Group not found.");
    }
  }

  private void change(String name, UnaryOperator<User> change) {
    if (users.computeIfPresent(name, (_, user) -> change.apply(user)) == null) {
      throw noSuchUser();
    }
  }

  /** One of whom the pool knows nothing but groups, for a token without a password. */
  User unknownUser(String name, List<String> memberOf) {
    memberOf.forEach(this::requireGroup);
    return new User(name, name, "", true, memberOf);
  }

  User user(String name) {
    var user = users.get(name);
    if (user == null) {
      throw noSuchUser();
    }
    return user;
  }

  private static AwsException noSuchUser() {
    return new AwsException(400, "UserNotFoundException", "User does not exist.");
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

  String accessToken(User user) {
    return accessToken(user, anyClient());
  }

  String accessToken(User user, String clientId) {
    return sign(
        claims(user, "access")
            .claim("client_id", clientId)
            .claim("scope", "aws.cognito.signin.user.admin")
            .claim("username", user.name())
            .build());
  }

  String idToken(User user) {
    return idToken(user, anyClient());
  }

  String idToken(User user, String clientId) {
    return sign(
        claims(user, "id").audience(clientId).claim("cognito:username", user.name()).build());
  }

  /** A user without groups has no such claim. */
  private JWTClaimsSet.Builder claims(User user, String use) {
    var claims = claims(user.sub(), use);
    return user.groups().isEmpty() ? claims : claims.claim("cognito:groups", user.groups());
  }

  String jwks() {
    return new JWKSet(key().toPublicJWK()).toString();
  }

  /** The claims, if this pool's own key signed the token and it is valid now. */
  Optional<Map<String, Object>> verify(String token) {
    try {
      var jwt = SignedJWT.parse(token);
      // The key is ours and RS256 is fixed: nothing in the token's header can choose another.
      if (!JWSAlgorithm.RS256.equals(jwt.getHeader().getAlgorithm())
          || !key().getKeyID().equals(jwt.getHeader().getKeyID())
          || !jwt.verify(new RSASSAVerifier(key().toRSAPublicKey()))) {
        return Optional.empty();
      }
      var claims = jwt.getJWTClaimsSet();
      return isValidNow(claims) ? Optional.of(claims.toJSONObject()) : Optional.empty();
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

  private String anyClient() {
    return clients.stream().findFirst().orElse("local");
  }
}

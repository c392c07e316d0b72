package localcloud.cognito;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import localcloud.apigateway.TokenVerifier;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import org.jspecify.annotations.Nullable;

/**
 * The user pools of the local cloud: the part of the {@code cognito-idp} API with which a user gets
 * tokens. Each pool has a key ID of its own, so tokens of an earlier run are worthless.
 */
public final class UserPools implements AwsService, TokenVerifier {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String region;
  private final Clock clock;
  private final CompletableFuture<RSAKey> pair;
  private final Map<String, UserPool> poolsByArn = new ConcurrentHashMap<>();
  private final Map<String, AppClient> clients = new ConcurrentHashMap<>();

  private record AppClient(UserPool pool, boolean withPassword) {}

  /**
   * @param pairFile where the pair of keys is kept for the next start, if it is to be; the pair is
   *     read or made beside the rest of the start
   */
  public UserPools(String region, Clock clock, @Nullable Path pairFile) {
    this.region = region;
    this.clock = clock;
    pair =
        CompletableFuture.supplyAsync(
            () -> pairFile == null ? SigningPair.made() : SigningPair.keptIn(pairFile),
            work -> Thread.ofPlatform().daemon().name("user-pool-key").start(work));
  }

  /**
   * Adds a pool.
   *
   * @param poolId as on AWS {@code <region>_<9 letters or digits>}
   */
  public void addPool(String arn, String poolId) {
    poolsByArn.put(arn, new UserPool(poolId, region, clock, pair));
  }

  /**
   * Adds an app client, for which tokens are made, to a pool.
   *
   * @param withPassword whether the client has the flow USER_PASSWORD_AUTH
   * @throws AwsException if there is no such pool
   */
  public void addClient(String poolId, String clientId, boolean withPassword) {
    var pool = pool(poolId);
    pool.addClient(clientId);
    clients.put(clientId, new AppClient(pool, withPassword));
  }

  /**
   * Adds a group to a pool.
   *
   * @throws AwsException if there is no such pool, or such a group already
   */
  public void addGroup(String poolId, String group) {
    pool(poolId).addGroup(group);
  }

  /**
   * Local only: an access token without a user and a password.
   *
   * @param customer the token's subject, {@code [A-Za-z0-9_-]{1,36}}
   * @param groups of which the customer is said to be a member
   * @throws AwsException if the pool has no such group
   */
  public String issueAccessToken(String poolId, String customer, String... groups) {
    var pool = pool(poolId);
    return pool.accessToken(pool.unknownUser(customer, List.of(groups)));
  }

  /** Local only: an ID token, to test that it is refused. */
  public String issueIdToken(String poolId, String customer) {
    var pool = pool(poolId);
    return pool.idToken(pool.unknownUser(customer, List.of()));
  }

  /** The public keys of a pool, as under {@code /.well-known/jwks.json}. */
  public String jwks(String poolId) {
    return pool(poolId).jwks();
  }

  @Override
  public Optional<Map<String, Object>> verify(String providerArn, String token) {
    var pool = poolsByArn.get(providerArn);
    return pool == null ? Optional.empty() : pool.verify(token);
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    try {
      return json(200, answer(call.operation(), call.json()));
    } catch (AwsException e) {
      return json(
          e.status(),
          JSON.createObjectNode().put("__type", e.code()).put("message", e.getMessage()));
    }
  }

  private ObjectNode answer(String operation, JsonNode request) {
    return switch (operation) {
      case "AdminCreateUser" -> createUser(request);
      case "AdminSetUserPassword" -> {
        var isPermanent = request.path("Permanent").asBoolean();
        poolOf(request).setPassword(username(request), text(request, "Password"), isPermanent);
        yield JSON.createObjectNode();
      }
      case "AdminGetUser" -> describe(poolOf(request).user(username(request)));
      case "AdminAddUserToGroup" -> {
        poolOf(request).addToGroup(username(request), text(request, "GroupName"));
        yield JSON.createObjectNode();
      }
      case "AdminRemoveUserFromGroup" -> {
        poolOf(request).removeFromGroup(username(request), text(request, "GroupName"));
        yield JSON.createObjectNode();
      }
      case "InitiateAuth" -> initiateAuth(request);
      default ->
          throw new AwsException(
              400, "UnknownOperationException", operation + " is not supported locally");
    };
  }

  private ObjectNode createUser(JsonNode request) {
    var password = request.path("TemporaryPassword").asText("");
    var user = poolOf(request).createUser(username(request), password);
    return JSON.createObjectNode().set("User", describe(user));
  }

  private UserPool poolOf(JsonNode request) {
    return pool(text(request, "UserPoolId"));
  }

  private static String username(JsonNode request) {
    return text(request, "Username");
  }

  private ObjectNode initiateAuth(JsonNode request) {
    if (!text(request, "AuthFlow").equals("USER_PASSWORD_AUTH")) {
      throw invalid("only the USER_PASSWORD_AUTH flow is supported locally");
    }
    var clientId = text(request, "ClientId");
    var client = clients.get(clientId);
    if (client == null) {
      throw new AwsException(
          400, "ResourceNotFoundException", "User pool client " + clientId + " does not exist.");
    }
    if (!client.withPassword()) {
      throw invalid("USER_PASSWORD_AUTH flow not enabled for this client");
    }
    var pool = client.pool();
    var parameters = request.path("AuthParameters");
    var user = pool.authenticate(text(parameters, "USERNAME"), text(parameters, "PASSWORD"));
    var answer = JSON.createObjectNode();
    answer
        .putObject("AuthenticationResult")
        .put("AccessToken", pool.accessToken(user, clientId))
        .put("IdToken", pool.idToken(user, clientId))
        .put("ExpiresIn", UserPool.LIFETIME.toSeconds())
        .put("TokenType", "Bearer");
    answer.putObject("ChallengeParameters");
    return answer;
  }

  private static ObjectNode describe(UserPool.User user) {
    var node =
        JSON.createObjectNode()
            .put("Username", user.name())
            .put("Enabled", true)
            .put("UserStatus", user.confirmed() ? "CONFIRMED" : "FORCE_CHANGE_PASSWORD");
    node.putArray("Attributes").addObject().put("Name", "sub").put("Value", user.sub());
    return node;
  }

  private UserPool pool(String poolId) {
    return poolsByArn.values().stream()
        .filter(pool -> pool.id().equals(poolId))
        .findFirst()
        .orElseThrow(
            () ->
                new AwsException(
                    400, "ResourceNotFoundException", "User pool " + poolId + " does not exist."));
  }

  private static String text(JsonNode request, String name) {
    var value = request.path(name);
    if (!value.isTextual() || value.asText().isEmpty()) {
      throw invalid("Missing required parameter " + name);
    }
    return value.asText();
  }

  private static AwsException invalid(String message) {
    return new AwsException(400, "InvalidParameterException", message);
  }

  private static AwsAnswer json(int status, ObjectNode body) {
    return new AwsAnswer(
        status,
        Map.of("content-type", "application/x-amz-json-1.1"),
        body.toString().getBytes(UTF_8));
  }
}

package localcloud.secretsmanager;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.iam.SecretArns;

/**
 * The secrets of the templates. Nothing is encrypted, rotated or deleted; the words of errors are
 * those of AWS as its clients' users have published them.
 */
public final class SecretsManager implements AwsService {
  /** Secrets Manager guide, "Quotas". */
  static final int MOST_BYTES = 65_536;

  private final List<StoredSecret> secrets = new CopyOnWriteArrayList<>();
  private final Clock clock;

  /** An account's Secrets Manager without secrets. */
  public SecretsManager(Clock clock) {
    this.clock = clock;
  }

  /** Makes a secret of a template; without a text it has no value yet. */
  void create(String arn, String description, List<String> text) {
    var secret = new StoredSecret(arn, description, clock.instant());
    text.forEach(value -> secret.put(version(UUID.randomUUID().toString(), value)));
    secrets.add(secret);
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    var request = call.json();
    var answer =
        switch (call.operation()) {
          case "GetSecretValue" -> value(request);
          case "DescribeSecret" -> describe(request);
          case "PutSecretValue" -> put(request);
          case "ListSecrets" -> list(request);
          default -> throw missing("The local Secrets Manager has no " + call.operation());
        };
    return AwsAnswer.json(answer.toString());
  }

  private ObjectNode value(JsonNode request) {
    only(request, "SecretId", "VersionId", "VersionStage");
    var secret = secret(request);
    var version = asked(secret, request);
    return secret
        .named(version)
        .put("SecretString", version.text())
        .put("CreatedDate", seconds(version.createdAt()));
  }

  private static StoredSecret.Version asked(StoredSecret secret, JsonNode request) {
    var stage = request.path("VersionStage").asText(StoredSecret.CURRENT);
    if (!request.hasNonNull("VersionId")) {
      return secret.labelled(stage).orElseThrow(() -> noValue("staging label: " + stage));
    }
    var id = request.path("VersionId").asText();
    var version = secret.version(id).orElseThrow(() -> noValue("VersionId: " + id));
    var isOther = secret.labelled(stage).filter(version::equals).isEmpty();
    if (request.hasNonNull("VersionStage") && isOther) {
      throw new AwsException(
          400,
          "InvalidRequestException",
          "You provided a VersionStage that is not associated to the provided VersionId.");
    }
    return version;
  }

  private ObjectNode describe(JsonNode request) {
    only(request, "SecretId");
    return secret(request).described("VersionIdsToStages");
  }

  private ObjectNode put(JsonNode request) {
    only(request, "SecretId", "ClientRequestToken", "SecretString");
    var secret = secret(request);
    if (!request.hasNonNull("SecretString")) {
      throw invalid("You must provide either SecretString or SecretBinary.");
    }
    var token = request.path("ClientRequestToken").asText();
    if (token.isEmpty()) {
      throw invalid("You must provide a ClientRequestToken value. We recommend a UUID-type value.");
    }
    var text = request.path("SecretString").asText();
    if (token.length() < 32 || token.length() > 64 || !fits(text)) {
      throw new AwsException(
          400,
          "ValidationException",
          "clientRequestToken must have 32 to 64 characters, secretString 1 to 65536 bytes");
    }
    var version = version(token, text);
    secret.put(version);
    return secret.named(version);
  }

  private ObjectNode list(JsonNode request) {
    only(request);
    var answer = JsonNodeFactory.instance.objectNode();
    var all = answer.putArray("SecretList");
    secrets.forEach(secret -> all.add(secret.described("SecretVersionsToStages")));
    return answer;
  }

  private StoredSecret.Version version(String id, String text) {
    return new StoredSecret.Version(id, text, clock.instant());
  }

  private StoredSecret secret(JsonNode request) {
    var id = request.path("SecretId").asText();
    return secrets.stream()
        .filter(secret -> SecretArns.isMeant(secret.arn(), id))
        .findFirst()
        .orElseThrow(
            () ->
                new AwsException(
                    400,
                    "ResourceNotFoundException",
                    "Secrets Manager can't find the specified secret."));
  }

  static boolean fits(String text) {
    return !text.isEmpty() && text.getBytes(UTF_8).length <= MOST_BYTES;
  }

  /** A time as the JSON protocol has it. */
  static double seconds(Instant time) {
    return time.toEpochMilli() / 1000.0;
  }

  private static void only(JsonNode request, String... known) {
    for (var member : request.properties()) {
      if (!List.of(known).contains(member.getKey())) {
        throw missing("The local Secrets Manager does not know " + member.getKey());
      }
    }
  }

  private static AwsException missing(String message) {
    return new AwsException(501, "NotImplemented", message);
  }

  private static AwsException invalid(String message) {
    return new AwsException(400, "InvalidParameterException", message);
  }

  private static AwsException noValue(String which) {
    return new AwsException(
        400,
        "ResourceNotFoundException",
        "Secrets Manager can't find the specified secret value for " + which);
  }
}

package localcloud.iam;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import localcloud.apigateway.AccessKey;

/** Temporary credentials that were given out since the start; worthless in any other run. */
public final class RoleSessions {
  private static final String ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private static final int MOST_KEYS = 10_000;

  private final Map<String, AccessKey> keys = Collections.synchronizedMap(new Newest());
  private final SecureRandom random = new SecureRandom();
  private final String accountId;
  private final Clock clock;

  public RoleSessions(String accountId, Clock clock) {
    this.accountId = accountId;
    this.clock = clock;
  }

  /** Of more keys than anybody works with, the oldest are forgotten. */
  private static final class Newest extends LinkedHashMap<String, AccessKey> {
    @Override
    protected boolean removeEldestEntry(Map.Entry<String, AccessKey> eldest) {
      return size() > MOST_KEYS;
    }
  }

  /** Gives out new credentials of a role. */
  AccessKey open(String roleArn, String roleId, String session, Duration duration) {
    var name = roleArn.substring(roleArn.lastIndexOf('/') + 1);
    var key =
        new AccessKey(
            "ASIA" + id(),
            secret(30),
            secret(96),
            roleArn,
            "arn:aws:sts::%s:assumed-role/%s/%s".formatted(accountId, name, session),
            roleId + ":" + session,
            clock.instant().plus(duration));
    keys.put(key.id(), key);
    return key;
  }

  public Optional<AccessKey> find(String accessKeyId) {
    return Optional.ofNullable(keys.get(accessKeyId));
  }

  private String id() {
    return random
        .ints(16, 0, ID_LETTERS.length())
        .collect(
            StringBuilder::new,
            (text, index) -> text.append(ID_LETTERS.charAt(index)),
            StringBuilder::append)
        .toString();
  }

  private String secret(int bytes) {
    var secret = new byte[bytes];
    random.nextBytes(secret);
    return Base64.getEncoder().encodeToString(secret);
  }
}

package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A function's access keys: the same at each start, so that a log or a test can name them. Only the
 * session token is another one in each environment, which it names.
 */
record Credentials(String accessKeyId, String secretKey, String sessionTokenPrefix) {
  /** The SDK asks again some minutes before their end. */
  private static final Duration LIFE = Duration.ofHours(6);

  static Credentials of(String functionArn) {
    var digest = sha256(functionArn);
    var id = new BigInteger(1, digest).toString(32).toUpperCase(Locale.ROOT);
    var hex = HexFormat.of().formatHex(digest);
    return new Credentials("ASIA" + id.substring(0, 16), hex.substring(0, 40), "local-" + hex);
  }

  String sessionToken(String environment) {
    return sessionTokenPrefix + "-" + environment;
  }

  boolean gave(String token) {
    return token.startsWith(sessionTokenPrefix + "-");
  }

  /** As an environment that starts from a snapshot gets them. */
  String json(String environment) {
    return """
        {"AccessKeyId":"%s","SecretAccessKey":"%s","Token":"%s","Expiration":"%s"}"""
        .formatted(
            accessKeyId,
            secretKey,
            sessionToken(environment),
            Instant.now().plus(LIFE).truncatedTo(ChronoUnit.SECONDS));
  }

  /** The environment that a session token was given to. */
  static String environment(String sessionToken) {
    return sessionToken.substring(sessionToken.lastIndexOf('-') + 1);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

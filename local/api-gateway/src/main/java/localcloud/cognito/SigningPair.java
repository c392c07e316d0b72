package localcloud.cognito;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.ParseException;

/**
 * The pair of RSA keys that signs tokens. The search for its primes takes one to three seconds of
 * processor time, so a pair is kept for the next start. What it signs is worth nothing outside of
 * the local clouds of one clone.
 */
final class SigningPair {
  private static final int BITS = 2048;

  /** One for the process, made when it is first asked for. */
  private static final class Made {
    private static final RSAKey PAIR = make();

    private static RSAKey make() {
      try {
        return new RSAKeyGenerator(BITS).generate();
      } catch (JOSEException e) {
        throw new IllegalStateException("no RSA key", e);
      }
    }
  }

  private SigningPair() {}

  static RSAKey made() {
    return Made.PAIR;
  }

  /** The pair in a file, which is written if it is missing or damaged. */
  static RSAKey keptIn(Path file) {
    try {
      var kept = RSAKey.parse(Files.readString(file));
      if (kept.isPrivate() && kept.size() == BITS) {
        return kept;
      }
    } catch (IOException | ParseException notThere) {
      // it is made below
    }
    var pair = made();
    keep(pair, file);
    return pair;
  }

  /** Whole or not at all, and for nobody else's eyes. */
  private static void keep(RSAKey pair, Path file) {
    try {
      var folder = Files.createDirectories(file.toAbsolutePath().getParent());
      var draft = Files.createTempFile(folder, "pair", ".jwk"); // only its owner may read it
      try {
        Files.writeString(draft, pair.toJSONString());
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      // the next start makes one again
    }
  }
}

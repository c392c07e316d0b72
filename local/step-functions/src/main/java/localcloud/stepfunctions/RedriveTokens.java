package localcloud.stepfunctions;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** The client tokens that make RedriveExecution idempotent: the last ten, for 15 minutes each. */
final class RedriveTokens {
  private static final int KEPT = 10;
  private static final Duration VALID = Duration.ofMinutes(15);

  private final SequencedMap<String, Instant> redrives = new LinkedHashMap<>();

  @Nullable Instant find(String token, Instant now) {
    var at = redrives.get(token);
    return at == null || now.isAfter(at.plus(VALID)) ? null : at;
  }

  void add(@Nullable String token, Instant at) {
    if (token != null) {
      redrives.putLast(token, at);
      if (redrives.size() > KEPT) {
        redrives.pollFirstEntry();
      }
    }
  }
}

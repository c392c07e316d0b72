package localcloud.apigateway;

import java.time.Duration;

/**
 * How long and how many connections live.
 *
 * @param idle a connection without a frame for so long is closed
 * @param life so is one that is as old as this, whatever it does
 * @param connections that are open at once; a further one is refused
 */
public record WebSocketLimits(Duration idle, Duration life, int connections) {
  /** Of a frame, in bytes (API Gateway guide, "Quotas for WebSocket APIs"). */
  static final int FRAME = 32 * 1024;

  /** Of a message, in bytes; as above. */
  static final int MESSAGE = 128 * 1024;

  /** The quotas of AWS, and what one process bears. */
  public static final WebSocketLimits USUAL =
      new WebSocketLimits(Duration.ofMinutes(10), Duration.ofHours(2), 1_000);

  /** In how many parts of 32 KB a message is billed (API Gateway pricing). */
  static int billed(int bytes) {
    return Math.max(1, Math.ceilDiv(bytes, FRAME));
  }
}

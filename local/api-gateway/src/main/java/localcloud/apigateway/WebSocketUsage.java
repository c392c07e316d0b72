package localcloud.apigateway;

/** What AWS bills of a WebSocket API. */
public interface WebSocketUsage {
  /**
   * A message in either direction.
   *
   * @param parts of 32 KB, each of which is billed
   */
  void messages(long parts);

  /** A connection that has ended; a minute that has begun is billed. */
  void connectionMinutes(long minutes);
}

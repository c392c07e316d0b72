package localcloud.aws;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last things of a kind, in the order in which they began: as many as are wanted, or fewer if
 * they take more than 16 MiB. For any thread.
 */
public final class Recent<T> {
  private static final long MOST_BYTES = 16L << 20;

  /** What a thing takes beside its texts, about. */
  private static final int OVERHEAD = 512;

  private record Kept<T>(T thing, long bytes) {}

  private final Deque<Kept<T>> kept = new ArrayDeque<>();
  private final int most;
  private long bytes;

  public Recent(int most) {
    this.most = most;
  }

  /**
   * Keeps a thing, and forgets the oldest ones that there is no more room for.
   *
   * @param text what it holds
   */
  public synchronized void add(T thing, String text) {
    var added = new Kept<>(thing, OVERHEAD + 2L * text.length());
    kept.addLast(added);
    bytes += added.bytes();
    while (kept.size() > most || bytes > MOST_BYTES && kept.size() > 1) {
      bytes -= kept.removeFirst().bytes();
    }
  }

  /** All that are kept, the oldest first. */
  public synchronized List<T> all() {
    return kept.stream().map(Kept::thing).toList();
  }
}

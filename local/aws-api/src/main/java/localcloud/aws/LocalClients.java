package localcloud.aws;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages away from the local ports. A page whose name was rebound to 127.0.0.1 sends its
 * own name as {@code Host}; a page that calls a local port sends its own {@code Origin}, or, with a
 * plain GET, no more than {@code Sec-Fetch-Site} (W3C Fetch Metadata).
 */
public final class LocalClients {
  private static final Pattern LOCAL =
      Pattern.compile("(?i)(127\\.0\\.0\\.1|localhost|\\[::1])(:\\d{1,5})?");

  private LocalClients() {}

  /**
   * Whether a request may come from this machine's own tools and pages.
   *
   * @param host the header, or null; HTTP/1.0 has none
   * @param origin the header, or null; only browsers send one
   * @param fetchSite the header {@code Sec-Fetch-Site}, or null; a page of this machine, on
   *     whatever port, is of the same site
   */
  public static boolean isLocal(
      @Nullable String host, @Nullable String origin, @Nullable String fetchSite) {
    return (host == null || LOCAL.matcher(host).matches())
        && (origin == null
            ? !"cross-site".equals(fetchSite)
            : LOCAL.matcher(origin.replaceFirst("^https?://", "")).matches());
  }
}

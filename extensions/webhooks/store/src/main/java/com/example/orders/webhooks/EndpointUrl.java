package com.example.orders.webhooks;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A URL that deliveries may be sent to, as far as its text can say. Where its name leads is looked
 * at each time when it is connected to: {@link Network#allows}.
 */
public record EndpointUrl(URI uri) {
  /** In characters. */
  public static final int LONGEST = 2_048;

  private static final int HTTPS = 443;
  private static final int LONGEST_HOST = 253;
  private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]+");

  /** With a dot at least; a last part that begins with a digit would be some spelling of IPv4. */
  private static final Pattern DNS_NAME =
      Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

  /** Names that lead to different machines depending on who asks. */
  private static final Set<String> OF_NOBODY =
      Set.of("internal", "local", "localhost", "localdomain", "lan", "home", "corp", "arpa");

  /** Why a URL is refused, in words that its customer may read. */
  public static final class RefusedUrlException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedUrlException(String message) {
      super(message);
    }
  }

  /**
   * Reads a customer's text.
   *
   * @throws RefusedUrlException if nothing may be sent there
   */
  public static EndpointUrl parse(String text, Network network) throws RefusedUrlException {
    require(text.length() <= LONGEST, "the URL is longer than 2048 characters");
    require(VISIBLE_ASCII.matcher(text).matches(), "the URL has characters other than ASCII");
    var uri = uri(text);
    require(uri.getRawUserInfo() == null, "the URL has a user in it");
    require(uri.getRawFragment() == null, "the URL has a fragment");
    switch (network) {
      case PUBLIC -> requirePublic(uri);
      case LOOPBACK -> requireLoopback(uri);
    }
    return new EndpointUrl(uri);
  }

  private static URI uri(String text) throws RefusedUrlException {
    try {
      return new URI(text).parseServerAuthority();
    } catch (URISyntaxException e) {
      throw new RefusedUrlException("the text is no URL");
    }
  }

  private static void requirePublic(URI uri) throws RefusedUrlException {
    require("https".equalsIgnoreCase(uri.getScheme()), "the URL does not begin with https://");
    require(uri.getPort() == -1 || uri.getPort() == HTTPS, "the port is not 443");
    var host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    require(
        host.length() <= LONGEST_HOST && DNS_NAME.matcher(host).matches(),
        "the host is not the full name of a machine");
    require(
        !OF_NOBODY.contains(host.substring(host.lastIndexOf('.') + 1)),
        "the host's name is one of a private network");
  }

  private static void requireLoopback(URI uri) throws RefusedUrlException {
    require(
        "http".equals(uri.getScheme()) && "127.0.0.1".equals(uri.getHost()) && uri.getPort() > 0,
        "in a local run the URL begins with http://127.0.0.1 and a port");
  }

  private static void require(boolean kept, String why) throws RefusedUrlException {
    if (!kept) {
      throw new RefusedUrlException(why);
    }
  }
}

package com.example.orders.live;

import com.example.orders.order.Sha256;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What opens one connection, once: 256 random bits. A browser sends no header when it opens a
 * WebSocket, so the ticket stands in the URL, which the access token must not. Only its hash is
 * stored.
 */
public record Ticket(String text) {
  private static final int BYTES = 32;
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

  public Ticket {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("A ticket has 43 of A-Z a-z 0-9 _ -");
    }
  }

  public static Ticket random(SecureRandom random) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new Ticket(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** The ticket that a client sent; empty if it is none. */
  public static Optional<Ticket> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new Ticket(text)) : Optional.empty();
  }

  String hash() {
    return Sha256.hex(text);
  }

  /** Keeps the ticket out of any message that is put together from the record. */
  @Override
  public String toString() {
    return "Ticket";
  }
}

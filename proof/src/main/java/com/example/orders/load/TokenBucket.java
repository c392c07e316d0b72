package com.example.orders.load;

/** So many at once, and so many a second after that: how AWS throttles. */
final class TokenBucket {
  private final Agenda agenda;
  private final double rate;
  private final double size;
  private double tokens;
  private double filled;

  TokenBucket(Agenda agenda, double rate, double size) {
    this.agenda = agenda;
    this.rate = rate;
    this.size = size;
    tokens = size;
  }

  boolean take() {
    tokens = Math.min(size, tokens + (agenda.now() - filled) * rate);
    filled = agenda.now();
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}

package com.example.orders.load;

/**
 * Orders that clients send: a surge, and after it what is usual.
 *
 * @param surge orders a second
 * @param surgeSeconds how long the surge lasts
 * @param usual orders a second after it
 * @param usualSeconds how long that is looked at
 */
public record Traffic(double surge, double surgeSeconds, double usual, double usualSeconds) {
  int surgeOrders() {
    return (int) (surge * surgeSeconds);
  }

  int usualOrders() {
    return (int) (usual * usualSeconds);
  }

  /** When the n-th order of the surge is sent, or the n-th after it. */
  double surgeTime(int order) {
    return order / surge;
  }

  double usualTime(int order) {
    return surgeSeconds + order / usual;
  }
}

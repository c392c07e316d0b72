package com.example.orders.webhooks;

import java.net.InetAddress;
import java.net.URI;
import java.util.function.Supplier;

/** Where endpoints may be. */
public enum Network {
  /** Anywhere that everybody can reach. */
  PUBLIC,

  /**
   * On this machine only, for trying everything here. On AWS that would open what listens beside
   * the function: the Runtime API (9001) and the extensions (2772, 2773).
   */
  LOOPBACK;

  /**
   * The network of that name.
   *
   * @param awsEndpoint where calls to AWS go to, asked for {@link #LOOPBACK} only
   * @throws IllegalStateException if it is to be {@link #LOOPBACK} and calls go to AWS itself
   */
  public static Network of(String name, Supplier<String> awsEndpoint) {
    return switch (name) {
      case "public" -> PUBLIC;
      case "loopback" -> loopback(awsEndpoint.get());
      default -> throw new IllegalStateException("There is no network " + name);
    };
  }

  private static Network loopback(String awsEndpoint) {
    if (!"127.0.0.1".equals(URI.create(awsEndpoint).getHost())) {
      throw new IllegalStateException("Endpoints on loopback are for a local run only");
    }
    return LOOPBACK;
  }

  /** Whether an endpoint may have the address. */
  public boolean allows(InetAddress address) {
    return switch (this) {
      case PUBLIC -> PublicAddresses.include(address);
      case LOOPBACK -> address.isLoopbackAddress();
    };
  }
}

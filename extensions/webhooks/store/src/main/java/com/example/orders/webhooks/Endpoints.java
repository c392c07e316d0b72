package com.example.orders.webhooks;

import com.example.orders.order.CustomerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The customers' endpoints. A deleted one is nowhere to be seen. */
public interface Endpoints {

  /** What became of a registration. */
  enum Registration {
    STORED,
    /** The customer has as many endpoints as it may have. */
    TOO_MANY,
    /** The customer has registered as many today as it may. */
    TOO_MANY_TODAY
  }

  List<Endpoint> of(CustomerId customer);

  /** Of the same endpoints what they want to be sent. Addresses and secrets are not even read. */
  List<Subscription> subscriptions(CustomerId customer);

  Optional<Endpoint> find(EndpointKey key);

  /**
   * Stores a new endpoint.
   *
   * @param limit of endpoints of one customer
   * @param limitADay of registrations of one customer on one day
   */
  Registration register(Endpoint endpoint, int limit, int limitADay);

  /** Also forgets address and secrets. False if there is none. */
  boolean delete(EndpointKey key, Instant now);

  /**
   * Counts one more verification.
   *
   * @return false if it was counted up in the meantime, so that what was seen is old
   */
  boolean countVerification(Endpoint seen, DailyCount next);

  /**
   * Replaces the secrets.
   *
   * @return false if they were replaced in the meantime, so that what was seen is old
   */
  boolean replaceSecrets(Endpoint seen, List<Secret> next);

  /** The challenge was answered: sends to it from now on, with a clean record. */
  void activate(EndpointKey key);

  /**
   * Counts a delivery that was given up; the same one twice in a row counts once.
   *
   * @return how many there are now in a row; 0 if the endpoint is gone
   */
  int countFailure(EndpointKey key, DeliveryId delivery);

  /** A delivery got through. */
  void forgetFailures(EndpointKey key);

  /** True if it was active, and this call (or an earlier try of it) disabled it. */
  boolean disable(EndpointKey key, Instant at, String reason);
}

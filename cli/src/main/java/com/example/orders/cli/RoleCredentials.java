package com.example.orders.cli;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkException;

/** A role's credentials, which are taken again before they expire. */
public final class RoleCredentials implements AwsCredentialsProvider {
  /** The last that a command may count on: a request and its retries end within it. */
  private static final Duration LEFT = Duration.ofMinutes(5);

  /** As long as this is left, a renewal that fails may be tried again. */
  private static final Duration LAST = Duration.ofMinutes(1);

  private final Supplier<AwsSessionCredentials> role;
  private final InstantSource clock;
  private AwsSessionCredentials taken;

  /** Takes the role at once, so that a refusal comes before anything is done. */
  RoleCredentials(Supplier<AwsSessionCredentials> role, InstantSource clock) {
    this.role = requireNonNull(role);
    this.clock = requireNonNull(clock);
    this.taken = role.get();
  }

  @Override
  public synchronized AwsCredentials resolveCredentials() {
    if (endsWithin(LEFT)) {
      renew();
    }
    return taken;
  }

  private void renew() {
    try {
      taken = role.get();
    } catch (SdkException e) {
      if (endsWithin(LAST)) {
        throw e;
      } // else the next request tries again
    }
  }

  private boolean endsWithin(Duration time) {
    return taken.expirationTime().filter(clock.instant().plus(time)::isAfter).isPresent();
  }
}

package com.example.orders.cli;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** A role's credentials, which are taken again before they expire. */
public final class RoleCredentials implements AwsCredentialsProvider {
  /** The last that a command may count on: a request and its retries end within it. */
  private static final Duration LEFT = Duration.ofMinutes(5);

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
    var enough = clock.instant().plus(LEFT);
    if (taken.expirationTime().filter(enough::isAfter).isPresent()) {
      taken = role.get();
    }
    return taken;
  }
}

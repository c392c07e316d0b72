package com.example.orders.lambda;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/**
 * Credentials that come before the restore would be old after it. While the function is primed the
 * question for them goes to {@link AwsPrimingServer}, by a provider that is used for that alone;
 * the one for later is asked for the first time after the restore, by all clients together.
 */
final class AwsPrimingCredentials implements AwsCredentialsProvider {
  private static final AwsCredentialsProvider LATER = DefaultCredentialsProvider.builder().build();

  private final AwsCredentialsProvider during;
  private final AwsCredentialsProvider after;

  AwsPrimingCredentials(AwsCredentialsProvider during, AwsCredentialsProvider after) {
    this.during = during;
    this.after = after;
  }

  static AwsPrimingCredentials create() {
    return new AwsPrimingCredentials(DefaultCredentialsProvider.builder().build(), LATER);
  }

  @Override
  public AwsCredentials resolveCredentials() {
    return (Priming.isRunning() ? during : after).resolveCredentials();
  }
}

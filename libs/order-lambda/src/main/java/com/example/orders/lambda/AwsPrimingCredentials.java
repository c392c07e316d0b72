package com.example.orders.lambda;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/**
 * Before the restore nobody asks for credentials: they would be old by then, and the question to
 * the environment's endpoint for them a connection. What is primed is signed with any.
 */
final class AwsPrimingCredentials implements AwsCredentialsProvider {
  private static final AwsCredentials ANY = AwsBasicCredentials.create("priming", "priming");

  private final AwsCredentialsProvider after;

  AwsPrimingCredentials(AwsCredentialsProvider after) {
    this.after = after;
  }

  static AwsPrimingCredentials create() {
    return new AwsPrimingCredentials(DefaultCredentialsProvider.builder().build());
  }

  @Override
  public AwsCredentials resolveCredentials() {
    return Priming.isRunning() ? ANY : after.resolveCredentials();
  }
}

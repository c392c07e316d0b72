package com.example.orders.cli;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.sts.StsClient;

/** Where the operator's API is, and the credentials of a role that may use it. */
public record OperatorSession(String apiUrl, String region, AwsCredentialsProvider credentials) {
  /** What STS takes as a session's name; it is what the audit shows. */
  private static final int LONGEST_NAME = 64;

  /**
   * Takes the operator's role of the local cloud or, by {@code STACK}, of a deployed stack. There
   * {@code OPERATOR_ROLE} names another role, or {@code none} to sign as oneself.
   *
   * @throws CommandException if there is no such stack or the role may not be taken
   */
  public static OperatorSession open(Map<String, String> environment) {
    var stack = environment.getOrDefault("STACK", "");
    var endpoint = stack.isBlank() ? Run.localEndpoint(environment) : null;
    try {
      var outputs = StackOutputs.of(endpoint == null ? stack : Run.STACK_NAME, endpoint);
      var region =
          endpoint == null
              ? new DefaultAwsRegionProviderChain().getRegion().id()
              : Region.US_EAST_1.id();
      var role = environment.getOrDefault("OPERATOR_ROLE", "");
      return new OperatorSession(
          outputs.get("ApiUrl"),
          region,
          role.equals("none")
              ? own()
              : assume(role.isBlank() ? outputs.get("OperatorRoleArn") : role, endpoint));
    } catch (SdkException | IllegalStateException e) {
      throw new CommandException(
          endpoint != null && e instanceof SdkClientException
              ? RunningCloud.noAnswerAt(endpoint)
              : "The stack %s cannot be operated: %s"
                  .formatted(endpoint == null ? stack : Run.STACK_NAME, e.getMessage()),
          e);
    }
  }

  /**
   * The user's own; asked for here already, so that a user without any learns it before a request.
   */
  static AwsCredentialsProvider own() {
    var provider = DefaultCredentialsProvider.builder().build();
    provider.resolveCredentials();
    return provider;
  }

  /**
   * Takes a role of this account under the user's own name, and again before its session ends.
   *
   * @param endpoint the local cloud's AWS endpoint, or null for AWS itself
   * @throws SdkException if the role may not be taken
   */
  public static RoleCredentials assume(String role, @Nullable String endpoint) {
    return new RoleCredentials(() -> session(role, endpoint), InstantSource.system());
  }

  private static AwsSessionCredentials session(String role, @Nullable String endpoint) {
    try (var sts = StackOutputs.configure(StsClient.builder(), endpoint).build()) {
      var given =
          sts.assumeRole(request -> request.roleArn(role).roleSessionName(name())).credentials();
      return AwsSessionCredentials.builder()
          .accessKeyId(given.accessKeyId())
          .secretAccessKey(given.secretAccessKey())
          .sessionToken(given.sessionToken())
          .expirationTime(given.expiration())
          .build();
    }
  }

  private static String name() {
    var user = Optional.ofNullable(System.getProperty("user.name")).orElse("");
    var name = user.replaceAll("[^\\w+=,.@-]", "-");
    return name.length() < 2
        ? "operator"
        : name.substring(0, Math.min(name.length(), LONGEST_NAME));
  }

  /** Without the credentials. */
  @Override
  public String toString() {
    return "OperatorSession[" + apiUrl + "]";
  }
}

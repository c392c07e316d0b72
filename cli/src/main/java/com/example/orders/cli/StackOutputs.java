package com.example.orders.cli;

import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Output;

/** Names and URLs of a stack, asked from CloudFormation: the local cloud answers like AWS. */
public record StackOutputs(Map<String, String> values) {

  /**
   * Asks for a stack's outputs.
   *
   * @param endpoint the local cloud's AWS endpoint, or null for AWS itself
   */
  public static StackOutputs of(String stackName, @Nullable String endpoint) {
    try (var client = configure(CloudFormationClient.builder(), endpoint).build()) {
      var stack =
          client.describeStacks(request -> request.stackName(stackName)).stacks().getFirst();
      return new StackOutputs(
          stack.outputs().stream()
              .collect(Collectors.toMap(Output::outputKey, Output::outputValue)));
    }
  }

  public String get(String name) {
    var value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("The stack has no output " + name);
    }
    return value;
  }

  /** Points a client to the local cloud, as its administrator; or leaves it to the usual chain. */
  public static <B extends AwsClientBuilder<B, ?>> B configure(
      B builder, @Nullable String endpoint) {
    if (builder
        instanceof software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder<?, ?> sync) {
      sync.httpClientBuilder(UrlConnectionHttpClient.builder());
    }
    if (endpoint == null) {
      return builder;
    }
    return builder
        .endpointOverride(URI.create(endpoint))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
  }
}

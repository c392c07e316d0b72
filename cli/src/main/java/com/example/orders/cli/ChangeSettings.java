package com.example.orders.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** Shows and changes a stack's settings, here or deployed: {@code make settings}. */
public final class ChangeSettings {
  private static final int MILLIS_BETWEEN_LOOKS = 1_000;

  private final SettingsApi api;
  private final String stack;

  /** What a change begins with, and a line about it. */
  record Beginning(String about, SettingsFlags flags) {
    /**
     * Those that are rolled out, or else the delivered ones: what was refused or rolled back stays
     * stored and is nobody's beginning, and what is rolled out may be deleted.
     */
    static Beginning of(SettingsApi api, String stack, SettingsFlags delivered) {
      var done = api.done();
      if (done.isEmpty()) {
        return new Beginning(
            "Nothing is rolled out to " + stack + ", so all flags are off:", delivered);
      }
      var version = "Version %s of the settings of %s".formatted(done.get().version(), stack);
      return api.flags(done.get().version())
          .map(stored -> new Beginning(version + ":", SettingsFlags.read(stored).in(delivered)))
          .orElse(new Beginning(version + " is deleted; delivered are:", delivered));
    }
  }

  private ChangeSettings(SettingsApi api, String stack) {
    this.api = api;
    this.stack = stack;
  }

  /** Takes changes such as {@code breaker=on}; none shows what holds. */
  public static void main(String[] arguments) {
    try {
      run(System.getenv(), List.of(arguments));
    } catch (CommandException e) {
      Console.fail(e);
    }
  }

  /**
   * Shows the settings of the local cloud or, by {@code STACK}, of a deployed stack, or changes
   * them and waits until they are rolled out.
   *
   * @throws CommandException with the reason if a change is none, or is refused
   */
  public static void run(Map<String, String> environment, List<String> changes) {
    SettingsFlags.read(file()).with(changes); // before anybody is asked
    var stack = environment.getOrDefault("STACK", "");
    try (var api = open(environment, stack)) {
      var command = new ChangeSettings(api, stack.isBlank() ? Run.STACK_NAME : stack);
      if (changes.isEmpty()) {
        command.show();
      } else {
        command.change(changes);
      }
    } catch (SdkException e) {
      throw new CommandException(unreached(environment, stack, e), e);
    }
  }

  private static String unreached(Map<String, String> environment, String stack, SdkException e) {
    return stack.isBlank() && e instanceof SdkClientException
        ? "No local cloud answers at %s. Start one with: make run"
            .formatted(Run.localEndpoint(environment))
        : "The settings of %s cannot be reached: %s"
            .formatted(stack.isBlank() ? Run.STACK_NAME : stack, e.getMessage());
  }

  private static SettingsApi open(Map<String, String> environment, String stack) {
    if (stack.isBlank()) {
      var endpoint = Run.localEndpoint(environment);
      return new SettingsApi(
          AwsBasicCredentials.create("local", "local"),
          Region.US_EAST_1.id(),
          endpoint,
          SettingsApi.Ids.of(StackOutputs.of(Run.STACK_NAME, endpoint), Run.STACK_NAME));
    }
    var region = new DefaultAwsRegionProviderChain().getRegion();
    return new SettingsApi(
        DefaultCredentialsProvider.builder().build().resolveCredentials(),
        region.id(),
        "https://appconfig." + region.id() + "." + region.metadata().partition().dnsSuffix(),
        SettingsApi.Ids.of(StackOutputs.of(stack, null), stack));
  }

  private void show() {
    var now = Beginning.of(api, stack, SettingsFlags.read(file()));
    Console.say("%s", now.about());
    now.flags().lines().forEach(line -> Console.say("  %s", line));
    api.latest()
        .filter(SettingsApi.Rollout::isUnderWay)
        .ifPresent(rollout -> Console.say("%s", progress(rollout)));
  }

  private void change(List<String> changes) {
    var flags = Beginning.of(api, stack, SettingsFlags.read(file())).flags().with(changes);
    var rollout = api.rollOut(api.store(flags.toString()));
    while (rollout.isUnderWay()) {
      Console.say("%s", progress(rollout));
      pause();
      rollout = api.rollout(rollout.number());
    }
    if (!rollout.isDone()) {
      throw new CommandException(progress(rollout), null);
    }
    Console.say("Version %s is rolled out:", rollout.version());
    flags.lines().forEach(line -> Console.say("  %s", line));
  }

  private static String progress(SettingsApi.Rollout rollout) {
    return "Version %s: %s, %d %%".formatted(rollout.version(), rollout.state(), rollout.percent());
  }

  private static void pause() {
    try {
      Thread.sleep(MILLIS_BETWEEN_LOOKS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted; the rollout goes on", e);
    }
  }

  private static String file() {
    try {
      return Files.readString(Project.find().flags());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

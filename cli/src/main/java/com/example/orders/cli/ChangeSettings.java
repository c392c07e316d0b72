package com.example.orders.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** Shows and changes a stack's settings, here or deployed: {@code make settings}. */
public final class ChangeSettings {
  private static final int MILLIS_BETWEEN_LOOKS = 1_000;

  private final SettingsApi api;
  private final String stack;

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
      throw new CommandException(
          "The settings of %s cannot be reached: %s".formatted(stack, e.getMessage()), e);
    }
  }

  private static SettingsApi open(Map<String, String> environment, String stack) {
    if (stack.isBlank()) {
      return new SettingsApi(
          AwsBasicCredentials.create("local", "local"),
          Region.US_EAST_1.id(),
          Run.localEndpoint(environment),
          Run.STACK_NAME);
    }
    var region = new DefaultAwsRegionProviderChain().getRegion();
    return new SettingsApi(
        DefaultCredentialsProvider.builder().build().resolveCredentials(),
        region.id(),
        "https://appconfig." + region.id() + "." + region.metadata().partition().dnsSuffix(),
        stack);
  }

  private void show() {
    var done = api.done();
    Console.say(
        "%s",
        done.map(rollout -> "Version " + rollout.version() + " of the settings of " + stack + ":")
            .orElse("Nothing is rolled out to " + stack + ", so all flags are off:"));
    current().lines().forEach(line -> Console.say("  %s", line));
    api.latest()
        .filter(SettingsApi.Rollout::isUnderWay)
        .ifPresent(rollout -> Console.say("%s", progress(rollout)));
  }

  /** What was refused or rolled back stays stored and is nobody's beginning. */
  private SettingsFlags current() {
    var delivered = SettingsFlags.read(file());
    return api.done()
        .map(rollout -> SettingsFlags.read(api.flags(rollout.version())).in(delivered))
        .orElse(delivered);
  }

  private void change(List<String> changes) {
    var flags = current().with(changes);
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

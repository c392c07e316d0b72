package com.example.orders.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** Shows and changes a stack's settings, here or deployed: {@code make settings}. */
public final class ChangeSettings {
  private static final int MILLIS_BETWEEN_LOOKS = 1_000;

  private final SettingsApi api;
  private final String stack;

  /**
   * What a change begins with.
   *
   * @param about a line about it
   * @param isRolledOut whether these are the flags that hold; else they are the delivered ones
   */
  record Beginning(String about, SettingsFlags flags, boolean isRolledOut) {
    /**
     * Those that are rolled out, or else the delivered ones: what was refused or rolled back stays
     * stored and is nobody's beginning, and what is rolled out may be deleted.
     */
    static Beginning of(SettingsApi api, String stack, SettingsFlags delivered) {
      var done = api.done();
      if (done.isEmpty()) {
        return new Beginning(
            "Nothing is rolled out to " + stack + ", so all flags are off:", delivered, false);
      }
      var version = "Version %s of the settings of %s".formatted(done.get().version(), stack);
      return api.flags(done.get().version())
          .map(stored -> SettingsFlags.read(stored).in(delivered))
          .map(flags -> new Beginning(version + ":", flags, true))
          .orElse(
              new Beginning(
                  version + " has been deleted; these are the delivered flags:", delivered, false));
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
        ? RunningCloud.noAnswerAt(Run.localEndpoint(environment))
        : "The settings of %s cannot be reached: %s"
            .formatted(stack.isBlank() ? Run.STACK_NAME : stack, e.getMessage());
  }

  private static SettingsApi open(Map<String, String> environment, String stack) {
    if (stack.isBlank()) {
      var endpoint = Run.localEndpoint(environment);
      return new SettingsApi(
          StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")),
          Region.US_EAST_1.id(),
          endpoint,
          SettingsApi.Ids.of(StackOutputs.of(Run.STACK_NAME, endpoint), Run.STACK_NAME));
    }
    var region = new DefaultAwsRegionProviderChain().getRegion();
    return new SettingsApi(
        OperatorSession.own(),
        region.id(),
        SignedHttp.endpoint("appconfig", region),
        SettingsApi.Ids.of(StackOutputs.of(stack, null), stack));
  }

  private void show() {
    say(Beginning.of(api, stack, SettingsFlags.read(file())));
    api.latest()
        .filter(SettingsApi.Rollout::isUnderWay)
        .ifPresent(rollout -> Console.say("%s", progress(rollout)));
  }

  private static void say(Beginning now) {
    Console.say("%s", now.about());
    now.flags().lines().forEach(line -> Console.say("  %s", line));
  }

  private void change(List<String> changes) {
    var now = Beginning.of(api, stack, SettingsFlags.read(file()));
    if (!now.isRolledOut()) {
      say(now); // for all of them are rolled out with the change
    }
    var flags = now.flags().with(changes);
    var rollout = api.rollOut(api.store(flags.toString()));
    while (rollout.isUnderWay()) {
      Console.say("%s", progress(rollout));
      pause();
      rollout = next(rollout);
    }
    if (!rollout.isDone()) {
      throw new CommandException(progress(rollout), null);
    }
    Console.say("Version %s is rolled out:", rollout.version());
    flags.lines().forEach(line -> Console.say("  %s", line));
  }

  private SettingsApi.Rollout next(SettingsApi.Rollout rollout) {
    try {
      return api.rollout(rollout.number());
    } catch (CommandException e) {
      throw new CommandException(e.getMessage() + "; the rollout goes on", e);
    }
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

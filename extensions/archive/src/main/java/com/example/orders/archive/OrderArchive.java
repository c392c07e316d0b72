package com.example.orders.archive;

import com.example.orders.cli.CommandException;
import com.example.orders.cli.OperatorSession;
import com.example.orders.cli.Run;
import com.example.orders.cli.RunningCloud;
import com.example.orders.cli.StackOutputs;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.DescribeArchiveResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeReplayResponse;
import software.amazon.awssdk.services.eventbridge.model.ListRulesRequest;
import software.amazon.awssdk.services.eventbridge.model.Rule;
import software.amazon.awssdk.services.eventbridge.model.RuleState;

/** The archive of the local cloud or of a deployed stack, seen with the role that may replay it. */
final class OrderArchive implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_REPLAY_NAME = 64;

  private final String stack;
  private final @Nullable String endpoint;
  private final EventBridgeClient events;
  private final DescribeArchiveResponse archive;

  private OrderArchive(
      String stack, @Nullable String endpoint, EventBridgeClient events, String name) {
    this.stack = stack;
    this.endpoint = endpoint;
    this.events = events;
    this.archive = events.describeArchive(request -> request.archiveName(name));
  }

  /**
   * Finds the archive beside the core's stack, which {@code STACK} names, or that of the local
   * cloud. {@code REPLAY_ROLE} names another role, or {@code none} to sign as oneself.
   *
   * @throws CommandException if there is no such stack or the role may not be taken
   */
  static OrderArchive open(Map<String, String> environment) {
    var core = environment.getOrDefault("STACK", "");
    var endpoint = core.isBlank() ? Run.localEndpoint(environment) : null;
    var stack = (endpoint == null ? core : Run.STACK_NAME) + "-archive";
    try {
      var outputs = StackOutputs.of(stack, endpoint);
      var role = environment.getOrDefault("REPLAY_ROLE", "");
      var builder = StackOutputs.configure(EventBridgeClient.builder(), endpoint);
      if (!role.equals("none")) {
        var taken = role.isBlank() ? outputs.get("ReplayRoleArn") : role;
        builder.credentialsProvider(OperatorSession.assume(taken, endpoint));
      }
      return new OrderArchive(stack, endpoint, builder.build(), outputs.get("ArchiveName"));
    } catch (SdkException | IllegalStateException e) {
      throw new CommandException(explain(stack, endpoint, e), e);
    }
  }

  /** What the user can do about it; only a call that got no answer means that no cloud runs. */
  static String explain(String stack, @Nullable String endpoint, RuntimeException problem) {
    var message = String.valueOf(problem.getMessage());
    if (endpoint != null && problem instanceof SdkClientException) {
      return RunningCloud.noAnswerAt(endpoint);
    }
    if (endpoint != null && message.contains("Stack with id " + stack + " does not exist")) {
      return "The local cloud at "
          + endpoint
          + " runs without the archive. Start it with: make run";
    }
    return "The archive of the stack %s cannot be used: %s".formatted(stack, message);
  }

  boolean isLocal() {
    return endpoint != null;
  }

  String name() {
    return archive.archiveName();
  }

  long eventCount() {
    return archive.eventCount();
  }

  /** The rules of the bus that events can go to; those that AWS manages itself are left out. */
  List<Rule> rules() {
    var request = ListRulesRequest.builder().eventBusName(archive.eventSourceArn());
    var page = events.listRules(request.build());
    var rules = page.rules().stream();
    while (page.nextToken() != null) {
      page = events.listRules(request.nextToken(page.nextToken()).build());
      rules = Stream.concat(rules, page.rules().stream());
    }
    return rules.filter(rule -> rule.managedBy() == null).toList();
  }

  /**
   * The rule of that name, or the only one whose name has the text in it.
   *
   * @throws CommandException if there is none, or several, or it is disabled
   */
  Rule rule(String text) {
    var all = rules();
    var exact = all.stream().filter(rule -> rule.name().equals(text)).toList();
    var found =
        exact.isEmpty() ? all.stream().filter(rule -> rule.name().contains(text)).toList() : exact;
    if (found.size() != 1) {
      throw new CommandException(
          "%s rule of the bus is called %s; there are: %s"
              .formatted(
                  found.isEmpty() ? "No" : "More than one",
                  text,
                  String.join(", ", all.stream().map(Rule::name).toList())),
          null);
    }
    if (found.getFirst().state() == RuleState.DISABLED) {
      throw new CommandException("The rule " + found.getFirst().name() + " is disabled", null);
    }
    return found.getFirst();
  }

  /**
   * How many events of which types a replay would send; empty where nobody can know: AWS counts an
   * archive's events as a whole only.
   */
  Optional<Map<String, Long>> countByType(ReplayRequest request, String ruleArn) {
    if (endpoint == null) {
      return Optional.empty();
    }
    var uri =
        URI.create(
            "%s/_local/archives/%s?from=%s&to=%s&rule=%s"
                .formatted(
                    endpoint,
                    name(),
                    request.from(),
                    request.to(),
                    URLEncoder.encode(ruleArn, StandardCharsets.UTF_8)));
    try (var client = HttpClient.newHttpClient()) {
      var answer =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new CommandException("The local cloud does not count: " + answer.body(), null);
      }
      return Optional.of(
          JSON.readValue(answer.body(), new TypeReference<TreeMap<String, Long>>() {}));
    } catch (IOException e) {
      throw new CommandException("No local cloud answers at " + endpoint, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted", e);
    }
  }

  /**
   * Starts a replay.
   *
   * @param suffix what tells this replay from the stack's others
   * @param ruleArn the only rule that gets the events; empty for all
   * @return the replay's name
   */
  String start(ReplayRequest request, String suffix, String ruleArn) {
    var name = stack + "-" + suffix;
    if (name.length() > LONGEST_REPLAY_NAME) {
      throw new CommandException(
          "The name of the stack is too long for replays: %s has %d characters, of %d"
              .formatted(name, name.length(), LONGEST_REPLAY_NAME),
          null);
    }
    events.startReplay(
        replay ->
            replay
                .replayName(name)
                .eventSourceArn(archive.archiveArn())
                .eventStartTime(request.from())
                .eventEndTime(request.to())
                .destination(
                    to -> {
                      to.arn(archive.eventSourceArn());
                      if (!ruleArn.isEmpty()) {
                        to.filterArns(ruleArn);
                      }
                    }));
    return name;
  }

  DescribeReplayResponse describe(String replay) {
    return events.describeReplay(request -> request.replayName(replay));
  }

  @Override
  public void close() {
    events.close();
  }
}

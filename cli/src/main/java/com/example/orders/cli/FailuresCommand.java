package com.example.orders.cli;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the user of {@link Failures} wants. */
sealed interface FailuresCommand {
  String USAGE =
      """
      usage: make failures ARGS='COMMAND'
        list [--state OPEN|REPLAYING|RESOLVED|DISCARDED] [--class TRANSIENT|BUSINESS|POISON|UNKNOWN]
             [--source ORDERS_QUEUE|SHIPMENT_QUEUE|ASYNC_INVOKE|EVENT_TARGET|WORKFLOW]
             [--customer NAME] [--order ID] [--limit N]      the open ones, if nothing is given
        show ID [--payload]                                  cause, payload, what was done; or the payload alone
        replay ID                                            give one back to where it came from
        replay --class CLASS [--rate PER_SECOND] [--limit N] all open ones of a class; Ctrl-C stops
        edit ID FILE                                         the next replay sends the file's text
        undo ID 'REASON'                                     money and stock go back, the order is rejected
        discard ID 'REASON'                                  nothing more is to be done, also about its order
      STACK=name for a deployed stack, AWS_ENDPOINT_PORT=4566 for another local cloud.""";

  record ListThem(Map<String, String> query, int limit) implements FailuresCommand {}

  record Show(String id, boolean payloadOnly) implements FailuresCommand {}

  record Replay(String id) implements FailuresCommand {}

  /**
   * Replays all of a class.
   *
   * @param rate replays a second
   */
  record ReplayAll(String failureClass, double rate, int limit) implements FailuresCommand {}

  record Edit(String id, Path file) implements FailuresCommand {}

  record Undo(String id, String reason) implements FailuresCommand {}

  record Discard(String id, String reason) implements FailuresCommand {}

  record Help() implements FailuresCommand {}

  /** Reads the command line. */
  static FailuresCommand parse(List<String> arguments) {
    var words = new ArrayDeque<>(arguments);
    var command = words.isEmpty() || words.peek().startsWith("--") ? "list" : words.pop();
    return switch (command) {
      case "list" -> {
        var options =
            options(words, Set.of("state", "class", "source", "customer", "order", "limit"));
        var limit = whole(options.remove("limit"), 100, "limit");
        yield new ListThem(options, limit);
      }
      case "show" -> {
        var id = next(words, "ID");
        var payloadOnly = "--payload".equals(words.peek());
        if (payloadOnly) {
          words.pop();
        }
        yield last(words, new Show(id, payloadOnly));
      }
      case "replay" -> replay(words);
      case "edit" -> last(words, new Edit(next(words, "ID"), Path.of(next(words, "FILE"))));
      case "undo" -> last(words, new Undo(next(words, "ID"), next(words, "REASON")));
      case "discard" -> last(words, new Discard(next(words, "ID"), next(words, "REASON")));
      case "help", "-h" -> new Help();
      default -> throw CommandException.usage("There is no command " + command + ".\n" + USAGE);
    };
  }

  private static FailuresCommand replay(Deque<String> words) {
    if (words.isEmpty() || !words.peek().startsWith("--")) {
      return last(words, new Replay(next(words, "ID")));
    }
    var options = options(words, Set.of("class", "rate", "limit"));
    var failureClass = options.get("class");
    if (failureClass == null) {
      throw CommandException.usage("Which ones? Give an ID or --class.\n" + USAGE);
    }
    return new ReplayAll(
        failureClass, rate(options.get("rate")), whole(options.get("limit"), 10_000, "limit"));
  }

  private static Map<String, String> options(Deque<String> words, Set<String> known) {
    var options = new LinkedHashMap<String, String>();
    while (!words.isEmpty()) {
      var word = words.pop();
      var name = word.startsWith("--") ? word.substring(2) : "";
      if (!known.contains(name)) {
        throw CommandException.usage("Unexpected: " + word + "\n" + USAGE);
      }
      options.put(name, next(words, word));
    }
    return options;
  }

  private static String next(Deque<String> words, String what) {
    if (words.isEmpty() || words.peek().isBlank()) {
      throw CommandException.usage(what + " is missing.\n" + USAGE);
    }
    return words.pop();
  }

  private static FailuresCommand last(Deque<String> words, FailuresCommand command) {
    if (!words.isEmpty()) {
      throw CommandException.usage("Unexpected: " + words.peek() + "\n" + USAGE);
    }
    return command;
  }

  private static int whole(@Nullable String text, int standard, String name) {
    if (text == null) {
      return standard;
    }
    if (!text.matches("[1-9]\\d{0,4}")) {
      throw CommandException.usage("--" + name + " must be a whole number from 1 to 99999.");
    }
    return Integer.parseInt(text);
  }

  private static double rate(@Nullable String text) {
    if (text == null) {
      return 1;
    }
    if (!text.matches("\\d{1,3}(\\.\\d{1,3})?") || Double.parseDouble(text) < 0.01) {
      throw CommandException.usage("--rate must be a number from 0.01 to 999 a second.");
    }
    return Double.parseDouble(text);
  }
}

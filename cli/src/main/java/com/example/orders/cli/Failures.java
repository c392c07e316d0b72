package com.example.orders.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** What an operator does about failures, here or in a deployed stack: {@code make failures}. */
public final class Failures {
  private static final int LARGEST_PAGE = 100;

  private final OperationsApi api;
  private final FailuresText text = new FailuresText(Instant.now());

  private Failures(OperationsApi api) {
    this.api = api;
  }

  public static void main(String[] arguments) {
    try {
      var command = FailuresCommand.parse(List.of(arguments));
      if (command instanceof FailuresCommand.Help) {
        Console.say("%s", FailuresCommand.USAGE);
        return;
      }
      try (var api = new OperationsApi(OperatorSession.open(System.getenv()))) {
        if (!new Failures(api).run(command)) {
          System.exit(1);
        }
      }
    } catch (CommandException e) {
      Console.fail(e);
    }
  }

  /** Answers whether all went well. */
  private boolean run(FailuresCommand command) {
    switch (command) {
      case FailuresCommand.ListThem list -> list(list);
      case FailuresCommand.Show show -> show(show);
      case FailuresCommand.Replay replay -> {
        ok(api.replay(replay.id()));
        Console.say("%s is sent to where it came from. See: show %s", replay.id(), replay.id());
      }
      case FailuresCommand.ReplayAll all -> {
        return replayAll(all);
      }
      case FailuresCommand.Edit edit -> {
        ok(api.edit(edit.id(), read(edit.file())));
        Console.say("%s is edited. The next replay sends it: replay %s", edit.id(), edit.id());
      }
      case FailuresCommand.Undo undo -> {
        ok(api.undo(undo.id(), undo.reason()));
        Console.say("The order of %s is being undone. See: show %s", undo.id(), undo.id());
      }
      case FailuresCommand.Discard discard -> {
        ok(api.discard(discard.id(), discard.reason()));
        Console.say("%s is discarded.", discard.id());
      }
      case FailuresCommand.Help _ -> Console.say("%s", FailuresCommand.USAGE);
    }
    return true;
  }

  private void list(FailuresCommand.ListThem list) {
    var found = collect(list.query(), list.limit() + 1);
    var state = list.query().getOrDefault("state", "OPEN");
    if (found.isEmpty()) {
      Console.say("No failure like this is %s.", state);
      return;
    }
    var shown = found.subList(0, Math.min(found.size(), list.limit()));
    text.table(shown).forEach(line -> Console.say("%s", line));
    if (shown.size() < found.size()) {
      Console.say("... and more: list --limit %d", list.limit() * 2);
    }
  }

  private void show(FailuresCommand.Show show) {
    var failure = ok(api.show(show.id()));
    if (show.payloadOnly()) {
      Console.say("%s", text.payload(failure));
    } else {
      text.whole(failure).forEach(line -> Console.say("%s", line));
    }
  }

  /** The list is made first: what fails again at once is not replayed twice. */
  private boolean replayAll(FailuresCommand.ReplayAll all) {
    var ids =
        collect(Map.of("class", all.failureClass()), all.limit()).stream()
            .limit(all.limit())
            .map(failure -> failure.path("failureId").asText())
            .toList();
    Console.say("%d open failures of class %s", ids.size(), all.failureClass());
    var stopped = new AtomicBoolean();
    var reported = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> stop(stopped, reported), "stop-replaying"));
    try {
      var report =
          new ReplayRun(
                  api::replay,
                  line -> Console.say("%s", line),
                  duration -> pause(duration, stopped))
              .replay(ids, all.rate(), stopped::get);
      Console.say("%s", report.text());
      return report.isClean();
    } finally {
      reported.countDown();
    }
  }

  /** Ctrl-C ends the JVM once its hooks are through, so this one waits for the report. */
  private static void stop(AtomicBoolean stopped, CountDownLatch reported) {
    stopped.set(true);
    try {
      if (!reported.await(40, TimeUnit.SECONDS)) {
        System.err.println("The replay that is on its way gives no answer.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<JsonNode> collect(Map<String, String> filter, int limit) {
    var found = new ArrayList<JsonNode>();
    var query = new HashMap<>(filter);
    query.put("limit", String.valueOf(Math.min(limit, LARGEST_PAGE)));
    JsonNode page;
    do {
      page = ok(api.list(query));
      page.path("failures").forEach(found::add);
      query.put("cursor", page.path("nextCursor").asText());
    } while (page.has("nextCursor") && found.size() < limit);
    return found;
  }

  private static JsonNode ok(OperationsApi.Answer answer) {
    if (!answer.isOk()) {
      throw new CommandException(answer.problem(), null);
    }
    return answer.body();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new CommandException("There is no file " + file, e);
    } catch (MalformedInputException e) {
      throw new CommandException(file + " is no text in UTF-8", e);
    } catch (IOException e) {
      throw new CommandException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static void pause(Duration duration, AtomicBoolean stopped) {
    var until = System.nanoTime() + duration.toNanos();
    try {
      for (var left = duration.toMillis();
          left > 0 && !stopped.get();
          left = (until - System.nanoTime()) / 1_000_000) {
        Thread.sleep(Math.min(left, 100));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

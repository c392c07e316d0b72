package com.example.orders.local.cloud;

import com.example.orders.local.aws.AwsAnswer;
import com.example.orders.local.aws.AwsCall;
import com.example.orders.local.aws.AwsException;
import com.example.orders.local.aws.AwsService;
import com.example.orders.local.aws.Caller;
import com.example.orders.local.sam.Stack;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The last AWS calls in the order in which they began, from whoever they came: what a sweep over
 * all call sites takes its list from. It keeps the requests, and what their callers were working
 * on, so that it can be asked for the calls that concern one thing.
 */
public final class CallJournal implements CallInterceptor {
  private static final int KEPT = 10_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final class Line {
    final long number;
    final Instant at = Instant.now();
    final AwsCall call;
    volatile int status;

    Line(long number, AwsCall call) {
      this.number = number;
      this.call = call;
    }
  }

  private final Deque<Line> lines = new ArrayDeque<>();
  private long total;
  private volatile @Nullable CallReader reader;

  CallJournal() {}

  /** From now on calls are written down. */
  void install(Stack stack) {
    reader = new CallReader(stack);
  }

  @Override
  public AwsAnswer intercept(AwsCall call, AwsService next) {
    if (reader == null) {
      return next.answer(call);
    }
    var line = add(call);
    try {
      var answer = next.answer(call);
      line.status = answer.status();
      return answer;
    } catch (AwsException e) {
      line.status = e.status();
      throw e;
    }
  }

  /** The caller goes on to other work: what it is working on is taken down now. */
  private Line add(AwsCall call) {
    var caller = call.caller();
    var work = caller.work().get();
    Supplier<String> kept = () -> work;
    var line = call.by(new Caller(caller.resource(), kept, caller.environment()));
    synchronized (lines) {
      if (lines.size() == KEPT) {
        lines.removeFirst();
      }
      var added = new Line(++total, line);
      lines.addLast(added);
      return added;
    }
  }

  /** All calls that are kept, the oldest first. */
  public List<JournalEntry> entries() {
    return entries(0, "");
  }

  /**
   * The calls with a higher number whose request, or what their caller was working on, contains the
   * text.
   */
  public List<JournalEntry> entries(long after, String text) {
    var names = reader;
    if (names == null) {
      return List.of();
    }
    List<Line> all;
    synchronized (lines) {
      all = List.copyOf(lines);
    }
    return all.stream()
        .filter(line -> line.number > after)
        .filter(line -> text.isEmpty() || names.read(line.call).concerns(text))
        .map(line -> entry(line, names.read(line.call)))
        .toList();
  }

  private static JournalEntry entry(Line line, CallFacts facts) {
    return new JournalEntry(
        line.number,
        line.at,
        facts.caller(),
        !line.call.caller().environment().isEmpty(),
        facts.service(),
        facts.operation(),
        facts.resources(),
        line.status);
  }

  /** Forgets all calls; the numbers go on. */
  public void clear() {
    synchronized (lines) {
      lines.clear();
    }
  }

  String json(long after, String text) {
    var root = JSON.createObjectNode();
    var calls = root.putArray("calls");
    for (var entry : entries(after, text)) {
      var call =
          calls
              .addObject()
              .put("number", entry.number())
              .put("at", entry.at().toString())
              .put("caller", entry.caller())
              .put("fromCode", entry.fromCode())
              .put("service", entry.service())
              .put("operation", entry.operation());
      entry.resources().forEach(call.putArray("resources")::add);
      call.put("status", entry.status());
    }
    return root.toString();
  }
}

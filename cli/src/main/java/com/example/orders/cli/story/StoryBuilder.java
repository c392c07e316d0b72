package com.example.orders.cli.story;

import com.example.orders.cli.story.Journals.Call;
import com.example.orders.cli.story.Journals.Invocation;
import com.example.orders.cli.story.Journals.Line;
import com.example.orders.cli.story.Journals.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts an order's story together: the request IDs, environments, message IDs and times of what is
 * remembered say what belongs to what.
 */
final class StoryBuilder {
  /** What is noted in two places at once differs by some milliseconds. */
  private static final Duration SLACK = Duration.ofMillis(60);

  private final Journals journals;
  private final List<Attempt> attempts;
  private final Set<Object> used = new HashSet<>();

  private StoryBuilder(Journals journals) {
    this.journals = journals;
    var retries = new Retries(journals.definition());
    attempts =
        journals.executions().stream()
            .flatMap(execution -> History.attempts(execution, retries).stream())
            .toList();
  }

  static Story build(Journals journals) {
    return new StoryBuilder(journals).build();
  }

  private Story build() {
    var hops = new ArrayList<Hop>();
    attempts.stream().filter(a -> !a.isWait()).map(this::ofAttempt).forEach(hops::add);
    journals.requests().stream().filter(r -> !isPoll(r)).map(this::ofRequest).forEach(hops::add);
    journals.invocations().stream()
        .filter(invocation -> !used.contains(invocation))
        .map(this::ofInvocation)
        .forEach(hops::add);
    hops.addAll(refusedInvokes());
    hops.addAll(loneLines());
    hops.sort(Comparator.comparing(Hop::begun));
    var standing = Standing.of(journals, attempts, hops);
    var begun = hops.isEmpty() ? journals.now() : hops.getFirst().begun();
    var last = hops.stream().map(h -> h.endOr(journals.now())).max(Comparator.naturalOrder());
    var until = standing.isOver() ? last.orElse(journals.now()) : journals.now();
    return new Story(
        journals.orderId(),
        journals.customer(),
        standing,
        begun,
        until,
        List.copyOf(hops),
        Gaps.between(hops, attempts, until),
        (int) journals.requests().stream().filter(StoryBuilder::isPoll).count(),
        missing(hops));
  }

  private static boolean isPoll(Request request) {
    return request.method().equals("GET");
  }

  private String missing(List<Hop> hops) {
    if (!journals.whole()) {
      return "A deployed stack keeps no requests, invocations and calls: see its traces in X-Ray";
    }
    var isForgotten =
        journals.row().isPresent() && hops.stream().noneMatch(h -> h.kind() == Hop.Kind.REQUEST);
    return isForgotten ? "Its request came before what is kept, or not by the API" : "";
  }

  private Hop ofRequest(Request request) {
    var calls = calls(c -> c.environment().isEmpty() && c.caller().equals(request.api()), request);
    return new Hop(
        Hop.Kind.REQUEST,
        request.method() + " " + request.path(),
        1,
        0,
        request.begun(),
        Optional.of(request.ended()),
        Integer.toString(request.status()),
        "the next request",
        "",
        "",
        calls,
        List.of());
  }

  private List<Call> calls(Predicate<Call> by, Request request) {
    return journals.calls().stream()
        .filter(by)
        .filter(call -> !call.begun().isBefore(request.begun()))
        .filter(call -> !call.begun().isAfter(request.ended()))
        .toList();
  }

  private Hop ofAttempt(Attempt attempt) {
    var invocation = invocationOf(attempt);
    invocation.ifPresent(used::add);
    var failed = !attempt.error().isEmpty();
    var until = attempt.ended().orElse(journals.now());
    var own =
        journals.calls().stream()
            .filter(call -> call.environment().isEmpty() && isOf(call, attempt, until))
            .toList();
    return new Hop(
        Hop.Kind.STATE,
        attempt.state(),
        attempt.number(),
        attempt.most(),
        attempt.begun(),
        attempt.busyUntil(),
        failed ? "failed" : outcome(attempt),
        attempt.number() > 1 ? "back-off" : "the workflow",
        joined(attempt.error(), invocation.map(StoryBuilder::about).orElse("")),
        invocation.map(Invocation::fault).orElse(""),
        invocation.map(i -> Stream.concat(refused(own), callsOf(i).stream()).toList()).orElse(own),
        invocation.map(this::linesOf).orElse(List.of()));
  }

  /** That the workflow invokes a function is said by the hop itself. */
  private static Stream<Call> refused(List<Call> own) {
    return own.stream().filter(Call::failed);
  }

  private static String outcome(Attempt attempt) {
    if (attempt.ended().isPresent()) {
      return "ok";
    }
    return attempt.submitted().isPresent() ? "sent" : "runs";
  }

  private Optional<Invocation> invocationOf(Attempt attempt) {
    if (!attempt.resource().startsWith("lambda:")) {
      return Optional.empty();
    }
    var until = attempt.ended().orElse(journals.now()).plus(SLACK);
    var requests =
        journals.calls().stream()
            .filter(call -> call.operation().equals("Invoke") && isOf(call, attempt, until))
            .map(Call::requestId)
            .toList();
    return journals.invocations().stream()
        .filter(one -> !used.contains(one))
        .filter(one -> requests.contains(one.requestId()) || isTimedOut(one, attempt, until))
        .findFirst();
  }

  /** A call that has no answer yet, or got none, names no request ID. */
  private static boolean isTimedOut(Invocation invocation, Attempt attempt, Instant until) {
    return invocation.records() == 0
        && !invocation.asynchronous()
        && invocation.function().startsWith(attempt.state())
        && !invocation.asked().isBefore(attempt.begun().minus(SLACK))
        && invocation.asked().isBefore(until);
  }

  private static boolean isOf(Call call, Attempt attempt, Instant until) {
    var service = attempt.resource().substring(0, attempt.resource().indexOf(':'));
    return call.service().equals(service)
        && call.caller().endsWith("Workflow")
        && !call.begun().isBefore(attempt.begun().minus(SLACK))
        && !call.begun().isAfter(until);
  }

  private Hop ofInvocation(Invocation invocation) {
    used.add(invocation);
    var message = invocation.messages().stream().findFirst();
    var before =
        (int)
            journals.invocations().stream()
                .filter(one -> one.requestId().equals(invocation.requestId()))
                .filter(one -> one.begun().isBefore(invocation.begun()))
                .count();
    var failed = !invocation.error().isEmpty();
    return new Hop(
        Hop.Kind.INVOCATION,
        invocation.function(),
        message.map(Journals.Message::receives).orElse(before + 1),
        0,
        invocation.begun(),
        invocation.ended(),
        failed ? "failed" : outcome(invocation, message),
        waitedFor(invocation, message, before),
        joined(
            invocation.error(),
            message.filter(Journals.Message::returned).map(m -> "back to " + m.queue()).orElse(""),
            about(invocation)),
        invocation.fault(),
        callsOf(invocation),
        linesOf(invocation));
  }

  private static String outcome(Invocation invocation, Optional<Journals.Message> message) {
    if (message.isPresent() && message.get().returned()) {
      return "back";
    }
    return invocation.ended().isPresent() ? "ok" : "runs";
  }

  private static String waitedFor(
      Invocation invocation, Optional<Journals.Message> message, int before) {
    if (message.isPresent()) {
      return message.get().receives() == 1
          ? message.get().queue()
          : message.get().queue() + ": not visible after a try";
    }
    if (invocation.asynchronous()) {
      return before > 0 ? "the retry of an asynchronous invocation" : "an environment";
    }
    return "its caller";
  }

  private static String about(Invocation invocation) {
    var waited = Duration.between(invocation.asked(), invocation.begun());
    var wait =
        invocation.asynchronous() || waited.compareTo(SLACK) < 0
            ? ""
            : "waited %d ms for an environment".formatted(waited.toMillis());
    var start =
        invocation.initMilliseconds() > 0
            ? "cold start of %s: %d ms"
                .formatted(invocation.function(), invocation.initMilliseconds())
            : "";
    return joined(wait, start);
  }

  private static String joined(String... parts) {
    return Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
  }

  /** Of a batch of several orders, the calls that name this one. */
  private List<Call> callsOf(Invocation invocation) {
    var until = invocation.ended().orElse(journals.now());
    return journals.calls().stream()
        .filter(call -> isOf(call, invocation, until))
        .filter(call -> call.named() || invocation.records() <= 1)
        .toList();
  }

  /** A destination is called in the function's name after its end, and by no environment. */
  private static boolean isOf(Call call, Invocation invocation, Instant until) {
    if (call.environment().isEmpty()) {
      return call.caller().equals(invocation.function())
          && !call.begun().isBefore(until.minus(SLACK))
          && call.begun().isBefore(until.plus(SLACK));
    }
    return call.environment().equals(invocation.environment())
        && !call.begun().isBefore(invocation.begun())
        && !call.begun().isAfter(until);
  }

  /** All attempts at an asynchronous event have one request ID: the time tells them apart. */
  private List<Line> linesOf(Invocation invocation) {
    var until = invocation.ended().orElse(journals.now()).plus(SLACK);
    var lines =
        journals.lines().stream()
            .filter(line -> line.requestId().equals(invocation.requestId()))
            .filter(line -> !line.at().isBefore(invocation.begun().minus(SLACK)))
            .filter(line -> line.at().isBefore(until))
            .toList();
    used.addAll(lines);
    return lines;
  }

  /** Mappings and rules that got no environment; workflows' are among their attempts. */
  private List<Hop> refusedInvokes() {
    return journals.calls().stream()
        .filter(call -> call.operation().equals("Invoke") && call.failed())
        .filter(call -> call.environment().isEmpty() && !call.caller().endsWith("Workflow"))
        .map(
            call ->
                new Hop(
                    Hop.Kind.CALL,
                    "Invoke " + call.target(),
                    1,
                    0,
                    call.begun(),
                    Optional.of(call.begun().plusMillis(call.milliseconds())),
                    "failed",
                    "its caller",
                    "by " + call.caller(),
                    call.fault(),
                    List.of(call),
                    List.of()))
        .toList();
  }

  /** Where invocations are not remembered, their lines say when they were at work. */
  private List<Hop> loneLines() {
    return journals.lines().stream()
        .filter(line -> !used.contains(line))
        .map(Line::requestId)
        .distinct()
        .map(this::ofLines)
        .toList();
  }

  private Hop ofLines(String requestId) {
    var lines =
        journals.lines().stream()
            .filter(line -> line.requestId().equals(requestId) && !used.contains(line))
            .toList();
    var failed = lines.stream().anyMatch(line -> line.level().equals("ERROR"));
    return new Hop(
        Hop.Kind.INVOCATION,
        lines.getFirst().function(),
        1,
        0,
        lines.getFirst().at(),
        Optional.of(lines.getLast().at()),
        failed ? "failed" : "ok",
        "its caller",
        "",
        "",
        List.of(),
        lines);
  }
}

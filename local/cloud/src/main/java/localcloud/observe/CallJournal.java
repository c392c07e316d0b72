package localcloud.observe;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.aws.Caller;
import localcloud.aws.NoAnswerException;
import localcloud.endpoint.CallInterceptor;
import localcloud.endpoint.CallNotes;
import localcloud.sam.Stack;

/**
 * The last AWS calls in the order in which they began, from whoever they came: what a sweep over
 * all call sites takes its list from. It keeps the requests, and what their callers were working
 * on, so that it can be asked for the calls that concern one thing: 10,000 calls, or fewer if they
 * are so large that they would take more than 32 MiB.
 */
public final class CallJournal implements CallInterceptor {
  private static final int MOST_CALLS = 10_000;
  private static final long MOST_BYTES = 32L << 20;

  /** What a call takes beside its texts, about. */
  private static final int OVERHEAD = 1024;

  /** Of the headers, those that tell what a call is. */
  private static final Set<String> TELLING = Set.of("x-amz-target", "content-type");

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final class Line {
    final long number;
    final Instant at = Instant.now();
    final AwsCall call;
    final String work;
    final CallNotes notes = new CallNotes();
    final long bytes;
    volatile Outcome outcome = Outcome.NONE;

    Line(long number, AwsCall call, String work) {
      this.number = number;
      this.call = call;
      this.work = work;
      var characters = call.path().length();
      for (var header : call.headers().values()) {
        characters += header.length();
      }
      bytes = OVERHEAD + call.body().length + 2L * characters;
    }
  }

  private record Outcome(int status, String error, String requestId, long milliseconds) {
    static final Outcome NONE = new Outcome(0, "", "", 0);

    static Outcome of(AwsAnswer answer, Instant since) {
      return new Outcome(
          answer.status(),
          answer.isError() ? CallErrors.code(answer) : "",
          answer.headers().getOrDefault("x-amzn-requestid", ""),
          millisSince(since));
    }

    static Outcome of(AwsException refused, Instant since) {
      return new Outcome(refused.status(), refused.code(), "", millisSince(since));
    }

    private static long millisSince(Instant since) {
      return Duration.between(since, Instant.now()).toMillis();
    }
  }

  private final Deque<Line> lines = new ArrayDeque<>();

  /** How many lines hold each text: the calls of one invocation share its event. */
  private final Map<String, Integer> works = new IdentityHashMap<>();

  private long total;
  private long bytes;
  private final CallReader reader;

  /**
   * @param stack whose resources the entries name
   */
  public CallJournal(Stack stack) {
    reader = new CallReader(stack);
  }

  @Override
  public AwsAnswer intercept(AwsCall call, AwsService next) {
    var line = add(call);
    try {
      var answer = line.notes.during(() -> next.answer(call));
      line.outcome = Outcome.of(answer, line.at);
      return answer;
    } catch (AwsException e) {
      line.outcome = Outcome.of(e, line.at);
      throw e;
    } catch (NoAnswerException e) {
      line.outcome = new Outcome(0, "NoAnswer", "", Outcome.millisSince(line.at));
      throw e;
    }
  }

  /** The caller goes on to other work: what it is working on is taken down now. */
  private Line add(AwsCall call) {
    var caller = call.caller();
    var work = caller.work().get();
    var headers = new HashMap<>(call.headers());
    headers.keySet().retainAll(TELLING);
    var kept =
        new AwsCall(
            call.service(),
            call.principal(),
            call.method(),
            call.path(),
            headers,
            call.body(),
            new Caller(caller.resource(), () -> work, caller.environment(), caller.source()));
    synchronized (lines) {
      var added = new Line(++total, kept, work);
      lines.addLast(added);
      bytes += added.bytes;
      if (works.merge(work, 1, Integer::sum) == 1) {
        bytes += bytes(work);
      }
      while (lines.size() > MOST_CALLS || bytes > MOST_BYTES && lines.size() > 1) {
        removeFirst();
      }
      return added;
    }
  }

  private void removeFirst() {
    var removed = lines.removeFirst();
    bytes -= removed.bytes;
    if (works.computeIfPresent(removed.work, (w, count) -> count == 1 ? null : count - 1) == null) {
      bytes -= bytes(removed.work);
    }
  }

  /** Two a character is the most that the JVM takes. */
  private static long bytes(String text) {
    return 2L * text.length();
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
    List<Line> all;
    synchronized (lines) {
      all = List.copyOf(lines);
    }
    return all.stream()
        .filter(line -> line.number > after)
        .map(line -> entry(line, text))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<JournalEntry> entry(Line line, String text) {
    // Of a copy, so that what is parsed here does not take room after that.
    var facts = reader.read(line.call.withBody(line.call.body()));
    return text.isEmpty() || facts.concerns(text)
        ? Optional.of(entry(line, facts, facts.isNamed(text)))
        : Optional.empty();
  }

  private static JournalEntry entry(Line line, CallFacts facts, boolean named) {
    var outcome = line.outcome;
    return new JournalEntry(
        line.number,
        line.at,
        facts.caller(),
        !line.call.caller().environment().isEmpty(),
        facts.service(),
        facts.operation(),
        facts.resources(),
        outcome.status(),
        outcome.error(),
        outcome.milliseconds(),
        line.call.caller().environment(),
        line.call.principal(),
        line.notes.denied(),
        line.notes.fault(),
        outcome.requestId(),
        named);
  }

  /** Forgets all calls; the numbers go on. */
  public void clear() {
    synchronized (lines) {
      lines.clear();
      works.clear();
      bytes = 0;
    }
  }

  public String json(long after, String text) {
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
      call.put("status", entry.status())
          .put("error", entry.error())
          .put("milliseconds", entry.milliseconds())
          .put("environment", entry.environment())
          .put("principal", entry.principal())
          .put("denied", entry.denied())
          .put("fault", entry.fault())
          .put("requestId", entry.requestId())
          .put("named", entry.named());
    }
    return root.toString();
  }
}

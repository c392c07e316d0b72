package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The output of one environment as lines, and the tail that {@code X-Amz-Log-Type: Tail} asks for.
 * The pipe is polled, not read in a blocking way, so that all that a handler printed is here when
 * its invocation ends.
 */
final class ChildLog {
  private static final int TAIL = 4096;

  /** The largest log event (CloudWatch Logs quotas); what is longer goes on in another one. */
  private static final int LINE_LIMIT = 1_048_576;

  /** What a log event counts beside its message (API reference, PutLogEvents). */
  private static final int EVENT_BYTES = 26;

  private final InputStream output;
  private final Consumer<String> lines;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private byte[] tail = new byte[0];
  private long ingested;

  ChildLog(InputStream output, Consumer<String> lines) {
    this.output = output;
    this.lines = lines;
  }

  /** Takes what the child has printed so far. */
  synchronized void drain() {
    try {
      for (int ready = output.available(); ready > 0; ready = output.available()) {
        for (byte next : output.readNBytes(ready)) {
          if (next == '\n') {
            finishLine();
          } else {
            line.write(next);
            if (line.size() == LINE_LIMIT) {
              finishLine();
            }
          }
        }
      }
    } catch (IOException closed) {
      // the child ended between the two calls; what it printed last is read by the next drain
    }
  }

  synchronized void start(String text) {
    tail = new byte[0];
    drain();
    ingested = 0;
    add(text);
  }

  synchronized void add(String text) {
    drain();
    if (line.size() > 0) {
      finishLine();
    }
    emit(text);
  }

  synchronized byte[] tail() {
    return tail;
  }

  /** The bytes since the last start as CloudWatch Logs bills them (PutLogEvents). */
  synchronized long ingested() {
    return ingested;
  }

  private void finishLine() {
    var text = line.toString(UTF_8);
    line.reset();
    emit(text);
  }

  private void emit(String text) {
    var bytes = (text + "\n").getBytes(UTF_8);
    ingested += bytes.length - 1 + EVENT_BYTES;
    var all = Arrays.copyOf(tail, tail.length + bytes.length);
    System.arraycopy(bytes, 0, all, tail.length, bytes.length);
    tail = all.length > TAIL ? Arrays.copyOfRange(all, all.length - TAIL, all.length) : all;
    lines.accept(text);
  }
}

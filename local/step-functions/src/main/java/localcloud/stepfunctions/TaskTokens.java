package localcloud.stepfunctions;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import localcloud.aws.AwsException;
import org.jspecify.annotations.Nullable;

/** The tokens of tasks that wait for a callback, and the three API actions that take a token. */
final class TaskTokens {
  private static final String MARK = "task:";

  /** How many tasks that are over are distinguished from tasks that never were. */
  private static final int KEPT = 100_000;

  private final Map<String, Waiting> tasks = new ConcurrentHashMap<>();
  private final Queue<String> over = new ConcurrentLinkedQueue<>();
  private final AtomicInteger kept = new AtomicInteger();
  private final RandomGenerator random;

  TaskTokens(RandomGenerator random) {
    this.random = random;
  }

  /** A task that waits; each method says whether the task still waited. */
  interface Waiting {
    boolean succeed(JsonNode output);

    boolean fail(@Nullable String error, @Nullable String cause);

    boolean beat();
  }

  private static final Waiting OVER =
      new Waiting() {
        @Override
        public boolean succeed(JsonNode output) {
          return false;
        }

        @Override
        public boolean fail(@Nullable String error, @Nullable String cause) {
          return false;
        }

        @Override
        public boolean beat() {
          return false;
        }
      };

  String issue(Waiting task) {
    var plain = MARK + Intrinsics.uuid(random) + Intrinsics.uuid(random);
    var token = Base64.getEncoder().encodeToString(plain.getBytes(UTF_8));
    tasks.put(token, task);
    return token;
  }

  /** Lets go of a task that is over; its token is only known to be one. */
  void retire(String token) {
    tasks.put(token, OVER);
    over.add(token);
    if (kept.incrementAndGet() > KEPT) {
      kept.decrementAndGet();
      tasks.remove(over.remove());
    }
  }

  ObjectNode succeed(JsonNode request) {
    var output = output(request.path("output").asText(""));
    return answered(find(request).succeed(output));
  }

  ObjectNode fail(JsonNode request) {
    return answered(find(request).fail(text(request, "error"), text(request, "cause")));
  }

  ObjectNode beat(JsonNode request) {
    return answered(find(request).beat());
  }

  private static @Nullable String text(JsonNode request, String field) {
    return request.hasNonNull(field) ? request.path(field).asText() : null;
  }

  private static JsonNode output(String text) {
    try {
      if (Json.isTooLarge(text)) {
        throw new AwsException(
            400, "InvalidOutput", "Invalid Output: 'Output is larger than 262144 bytes'");
      }
      return Json.MAPPER.readTree(text).requireNonNull();
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new AwsException(400, "InvalidOutput", "Invalid Output: 'Output is not valid JSON'");
    }
  }

  private Waiting find(JsonNode request) {
    var token = request.path("taskToken").asText("");
    var task = tasks.get(token);
    if (task == null && isWellFormed(token)) {
      throw new AwsException(400, "TaskDoesNotExist", "Task does not exist");
    }
    if (task == null) {
      throw new AwsException(400, "InvalidToken", "Invalid Token: 'Invalid token'");
    }
    return task;
  }

  private static boolean isWellFormed(String token) {
    try {
      return new String(Base64.getDecoder().decode(token), UTF_8).startsWith(MARK);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static ObjectNode answered(boolean waited) {
    if (!waited) {
      throw new AwsException(
          400, "TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
    }
    return Json.object();
  }
}

package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Runs parts of a state in threads of their own; the first failure stops the others. */
final class SideBySide {
  private SideBySide() {}

  /** The results in the parts' order. At most {@code limit} run at once, begun in order. */
  static List<JsonNode> run(List<Callable<JsonNode>> parts, int limit) throws InterruptedException {
    var results = new JsonNode[parts.size()];
    var running = new ArrayList<Future<Integer>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var completed = new ExecutorCompletionService<Integer>(threads);
      try {
        for (var begun = 0; begun < parts.size() || !running.isEmpty(); ) {
          if (begun < parts.size() && running.size() < limit) {
            var index = begun++;
            running.add(
                completed.submit(
                    () -> {
                      results[index] = parts.get(index).call();
                      return index;
                    }));
          } else {
            var done = completed.take();
            running.remove(done);
            done.get();
          }
        }
      } catch (ExecutionException e) {
        throw rethrown(e.getCause());
      } finally {
        running.forEach(part -> part.cancel(true));
      }
    }
    return Arrays.asList(results);
  }

  private static RuntimeException rethrown(@Nullable Throwable cause) {
    return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
  }
}

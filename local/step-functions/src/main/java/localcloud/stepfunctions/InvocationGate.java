package localcloud.stepfunctions;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Lets only so many tasks invoke a function at once, and those of older executions first. A task
 * waits here before it starts, so its timeout does not run: as on AWS, where state transitions are
 * held back when there are too many, but functions do not run out of environments. Without it a
 * crowd of executions would time out while it waits for the few environments of one machine.
 */
final class InvocationGate {
  private record Waiter(Instant since, long number, CompletableFuture<Void> turn) {}

  /** Ends a turn. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  private final PriorityQueue<Waiter> waiting =
      new PriorityQueue<>(Comparator.comparing(Waiter::since).thenComparing(Waiter::number));
  private int free;
  private long total;

  InvocationGate(int turns) {
    free = turns;
  }

  /**
   * Waits for the turn of a task; what does not invoke a function and wait for it has it always.
   */
  Turn turn(TaskResource resource, Execution execution) throws InterruptedException {
    if (!resource.service().equals("lambda")
        || resource.pattern() != TaskResource.Pattern.REQUEST_RESPONSE) {
      return () -> {};
    }
    var waiter = enter(execution.start().at());
    try {
      waiter.turn().get();
      return this::leave;
    } catch (InterruptedException e) {
      giveUp(waiter);
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  synchronized int waiting() {
    return waiting.size();
  }

  private synchronized Waiter enter(Instant since) {
    var waiter = new Waiter(since, total++, new CompletableFuture<>());
    if (free > 0) {
      free--;
      waiter.turn().complete(null);
    } else {
      waiting.add(waiter);
    }
    return waiter;
  }

  private synchronized void leave() {
    var next = waiting.poll();
    if (next == null) {
      free++;
    } else {
      next.turn().complete(null);
    }
  }

  private synchronized void giveUp(Waiter waiter) {
    if (!waiting.remove(waiter)) {
      leave(); // its turn has come meanwhile
    }
  }
}

package localcloud.lambda;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The execution environments that run, by their IDs. */
public final class Environments {
  private final Map<String, ExecutionEnvironment> running = new ConcurrentHashMap<>();

  /** Kills an environment's process, whatever it is doing; its invocation fails. */
  public void kill(String id) {
    var environment = running.get(id);
    if (environment != null) {
      environment.lose();
    }
  }

  void add(ExecutionEnvironment environment) {
    running.put(environment.id(), environment);
  }

  @Nullable ExecutionEnvironment get(String id) {
    return running.get(id);
  }

  void remove(ExecutionEnvironment environment) {
    running.remove(environment.id());
  }
}

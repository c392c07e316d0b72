package localcloud.lambda.sample;

import com.amazonaws.services.lambda.crac.Core;
import com.amazonaws.services.lambda.crac.Resource;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A function with every fault that a snapshot makes: a value that is meant to be unique and a
 * connection, both kept over the restore, and hooks that fail if its variables say so.
 */
public final class Snapshotted implements RequestHandler<Map<String, Object>, Object>, Resource {
  private final String kept = UUID.randomUUID().toString();
  private final List<String> hooks = new ArrayList<>();
  private final @Nullable Socket socket = connected(System.getenv("PORT"));
  private @Nullable String renewed;

  public Snapshotted() {
    Core.getGlobalContext().register(this);
  }

  @Override
  public void beforeCheckpoint(
      com.amazonaws.services.lambda.crac.Context<? extends Resource> context) {
    hooks.add("beforeCheckpoint");
    failIn("beforeCheckpoint");
  }

  @Override
  public void afterRestore(com.amazonaws.services.lambda.crac.Context<? extends Resource> context) {
    hooks.add("afterRestore");
    failIn("afterRestore");
    renewed = UUID.randomUUID().toString();
  }

  @Override
  public Object handleRequest(Map<String, Object> event, Context context) {
    if (event.containsKey("halt")) {
      Runtime.getRuntime().halt(1);
    }
    var answer = new HashMap<String, Object>(System.getenv());
    answer.put("kept", kept);
    answer.put("renewed", renewed);
    answer.put("drawn", UUID.randomUUID().toString());
    answer.put("hooks", hooks);
    answer.put("connected", socket != null);
    return answer;
  }

  private static void failIn(String hook) {
    if (hook.equals(System.getenv("FAIL_IN"))) {
      throw new IllegalStateException("Planted in " + hook);
    }
  }

  private static @Nullable Socket connected(@Nullable String port) {
    try {
      return port == null ? null : new Socket("127.0.0.1", Integer.parseInt(port));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

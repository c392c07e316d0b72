package localcloud.lambda.sample;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A function that does what its event says, so that one class covers a runtime's behaviour. */
public final class Probe implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  /** A failure with a type of its own. */
  public static final class ProbeFailedException extends RuntimeException {
    ProbeFailedException(String message) {
      super(message);
    }
  }

  private int count;

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    count++;
    return switch ((String) event.getOrDefault("do", "echo")) {
      case "sleep" -> sleep(((Number) event.get("millis")).longValue(), event);
      case "await" -> await(Path.of((String) event.get("file")), event);
      case "fail" -> throw new ProbeFailedException((String) event.get("message"));
      case "exit" -> exit(((Number) event.get("code")).intValue());
      case "halt" -> halt();
      case "fill" -> fill();
      case "print" -> print((String) event.get("text"), context);
      case "environment" -> new HashMap<>(System.getenv());
      case "context" -> describe(context);
      case "large" -> Map.of("text", "x".repeat(((Number) event.get("size")).intValue()));
      default -> answer(event);
    };
  }

  private Map<String, Object> answer(Map<String, Object> event) {
    var answer = new HashMap<String, Object>();
    answer.put("pid", ProcessHandle.current().pid());
    answer.put("count", count);
    answer.put("event", event);
    return answer;
  }

  private Map<String, Object> sleep(long millis, Map<String, Object> event) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return answer(event);
  }

  /** Answers when there is the file; the function's timeout ends it otherwise. */
  private Map<String, Object> await(Path file, Map<String, Object> event) {
    while (Files.notExists(file)) {
      sleep(5, event);
    }
    return answer(event);
  }

  private static Map<String, Object> exit(int code) {
    System.out.println("going");
    System.exit(code);
    return Map.of();
  }

  private static Map<String, Object> halt() {
    try {
      new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid()))
          .start()
          .waitFor();
      Thread.sleep(60_000);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Map.of();
  }

  private static Map<String, Object> fill() {
    List<byte[]> all = new ArrayList<>();
    while (true) {
      all.add(new byte[8 << 20]);
    }
  }

  private static Map<String, Object> print(String text, Context context) {
    System.out.println(text);
    System.err.println("error: " + text);
    context.getLogger().log("logger: " + text);
    return Map.of();
  }

  private static Map<String, Object> describe(Context context) {
    var answer = new HashMap<String, Object>();
    answer.put("name", context.getFunctionName());
    answer.put("arn", context.getInvokedFunctionArn());
    answer.put("memory", context.getMemoryLimitInMB());
    answer.put("remaining", context.getRemainingTimeInMillis());
    answer.put("heap", Runtime.getRuntime().maxMemory());
    answer.put("loader", Probe.class.getClassLoader().getClass().getSimpleName());
    answer.put("trace", System.getProperty("com.amazonaws.xray.traceHeader"));
    answer.put("directory", System.getProperty("user.dir"));
    answer.put("copies", copies("library.txt"));
    return answer;
  }

  private static long copies(String resource) {
    return Thread.currentThread().getContextClassLoader().resources(resource).count();
  }
}

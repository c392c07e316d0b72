package localcloud.stepfunctions;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Evaluates the <code>{% … %}</code> expressions in the fields of JSONata states. */
final class JsonataTemplate {
  private static final Duration TIME = Duration.ofSeconds(5);

  /** Those that are stuck for ever take no more threads than these; who then waits is timed out. */
  static final int MOST_WORKERS = 64;

  private static final ExecutorService WORKERS = workers();

  private static ExecutorService workers() {
    var workers =
        new ThreadPoolExecutor(
            MOST_WORKERS,
            MOST_WORKERS,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("jsonata-", 0).factory());
    workers.allowCoreThreadTimeOut(true);
    return workers;
  }

  private final Map<String, Object> bindings = new LinkedHashMap<>();
  private final JsonataExpressions expressions;
  private final JsonataFunctions functions;
  private final InstantSource clock;
  private final Duration time;

  /** Expressions see the variables in scope and {@code $states}. */
  JsonataTemplate(Scope scope, ObjectNode states) {
    this(scope, states, TIME);
  }

  JsonataTemplate(Scope scope, ObjectNode states, Duration time) {
    this.time = time;
    expressions = scope.expressions();
    functions = new JsonataFunctions(scope.random());
    clock = scope.clock();
    scope
        .variables()
        .visible()
        .forEach((name, value) -> bindings.put(name, JsonataValues.toJava(value)));
    var all = states.deepCopy();
    all.set("context", scope.context());
    bindings.put("states", JsonataValues.toJava(all));
  }

  static boolean isExpression(String text) {
    return text.startsWith("{%") && text.endsWith("%}") && text.length() >= 4;
  }

  static String expression(String text) {
    return text.substring(2, text.length() - 2).trim();
  }

  static Jsonata compile(String expression) {
    try {
      return Jsonata.jsonata(expression);
    } catch (JException e) {
      throw StatesError.query("", message(e));
    } catch (RuntimeException | StackOverflowError e) {
      throw StatesError.query("", "The expression cannot be read: " + e);
    }
  }

  /** The value with every expression in it, at any depth, replaced by its result. */
  JsonNode evaluate(JsonNode value, String field) {
    if (value.isTextual() && isExpression(value.asText())) {
      return expression(expression(value.asText()), field);
    }
    if (value.isArray()) {
      var array = Json.array();
      for (var i = 0; i < value.size(); i++) {
        array.add(evaluate(value.get(i), field + "[" + i + "]"));
      }
      return array;
    }
    if (value.isObject()) {
      var object = Json.object();
      for (var entry : value.properties()) {
        object.set(entry.getKey(), evaluate(entry.getValue(), field + "/" + entry.getKey()));
      }
      return object;
    }
    return value;
  }

  /** As {@link #evaluate(JsonNode, String)}, for a field that takes one type only. */
  JsonNode evaluate(JsonNode value, String field, String expectedType) {
    var result = evaluate(value, field);
    if (!Values.type(result).equals(expectedType)) {
      throw StatesError.query(
          field,
          "%s returned an unexpected result type. Expected '%s', but was '%s' for value: %s"
              .formatted(
                  subject(
                      value.isTextual() && isExpression(value.asText())
                          ? expression(value.asText())
                          : Json.write(value),
                      field),
                  expectedType,
                  Values.type(result),
                  Json.write(result)));
    }
    return result;
  }

  private JsonNode expression(String expression, String field) {
    var subject = subject(expression, field);
    var result = run(expression, field);
    if (result == null) {
      throw StatesError.query(field, subject + " returned nothing (undefined).");
    }
    return JsonataValues.toJson(result)
        .orElseThrow(
            () -> StatesError.query(field, subject + " returned an unsupported result type."));
  }

  private @Nullable Object run(String expression, String field) {
    try {
      return CompletableFuture.supplyAsync(
              () -> expressions.evaluate(expression, parsed -> run(parsed, expression)), WORKERS)
          .orTimeout(2 * time.toMillis(), TimeUnit.MILLISECONDS) // stuck where no guard is
          .join();
    } catch (CompletionException e) {
      throw failed(expression, field, reason(Objects.requireNonNullElse(e.getCause(), e)));
    }
  }

  private @Nullable Object run(Jsonata jsonata, String expression) {
    jsonata.setOutputConvertNulls(false); // keeps null apart from undefined
    var frame = jsonata.createFrame();
    var bounds = new JsonataBounds(time);
    bounds.watch(frame);
    JsonataGuards.bind(frame, bounds, clock.instant(), expression);
    functions.bind(frame, expression);
    bindings.forEach(frame::bind);
    return jsonata.evaluate(null, frame);
  }

  /** Whatever the engine throws, the state can catch it: it fails for the expression's sake. */
  private static String reason(Throwable fault) {
    return switch (fault) {
      case JException e -> message(e);
      case NumberFormatException _ -> "D3030: Unable to cast value to a number";
      case StackOverflowError _ -> "U1001: Stack overflow error";
      case TimeoutException _ -> "Expression evaluation timeout: Check for infinite loop";
      case RuntimeException e when e.getCause() instanceof Exception cause -> reason(cause);
      default -> fault.getMessage() == null ? fault.toString() : fault.getMessage();
    };
  }

  private static StatesError failed(String expression, String field, String reason) {
    return StatesError.query(
        field, subject(expression, field) + " threw an error during evaluation. " + reason);
  }

  private static String subject(String expression, String field) {
    return "The JSONata expression '%s' specified for the field '%s'".formatted(expression, field);
  }

  private static String message(JException e) {
    var code = String.valueOf(e.getError());
    return code.length() == 5 ? code + ": " + e.getMessage() : code;
  }
}

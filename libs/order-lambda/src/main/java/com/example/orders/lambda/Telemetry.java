package com.example.orders.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.example.orders.order.OrderKey;
import com.example.orders.order.RefusalException;
import com.example.orders.payment.PaymentPausedException;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import software.amazon.lambda.powertools.logging.PowertoolsLogging;
import software.amazon.lambda.powertools.metrics.Metrics;
import software.amazon.lambda.powertools.metrics.MetricsFactory;
import software.amazon.lambda.powertools.metrics.model.DimensionSet;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/**
 * The one place where an invocation is logged, counted and traced. Powertools' functional style
 * neither logs an uncaught exception nor knows the order, so both are done here. A message of a
 * foreign exception may quote personal data: the type and the frames are logged, the message is
 * not.
 */
public final class Telemetry {
  private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);
  private static final String CORRELATION_ID = "correlation_id";
  private static final String API_REQUEST_ID = "api_request_id";
  private static final int FRAMES = 12;
  private static final OrderTrace TRACE =
      OrderTrace.to(() -> Environment.textOr("AWS_XRAY_DAEMON_ADDRESS", ""));

  private final Metrics metrics;

  Telemetry(Metrics metrics) {
    this.metrics = metrics;
  }

  /** Namespace and service come from the POWERTOOLS_ variables. */
  public static Telemetry fromEnvironment() {
    return new Telemetry(metricsFromEnvironment());
  }

  /** What a function emits that the core does not know. */
  public static Metrics metricsFromEnvironment() {
    MetricsFactory.setMetricsProvider(EmfMetrics::new);
    return MetricsFactory.getMetricsInstance();
  }

  /** Runs a workflow task for one order. */
  public <R> R task(Context context, OrderKey key, Function<Counts, R> work) {
    return batch(context, counts -> forOrder(key, () -> refusable(counts, work)));
  }

  /** Runs an invocation that may be about many orders, with its {@link Deadline}. */
  public <R> R batch(Context context, Function<Counts, R> work) {
    return PowertoolsLogging.withLogging(
        context,
        () -> {
          var counts = new Counts();
          try {
            return Deadline.bind(context, () -> work.apply(counts));
          } finally {
            publish(counts);
          }
        });
  }

  /** Emits what is the case now, zero too: that nothing comes means that nobody looked. */
  public void gauges(Map<Gauge, Long> values) {
    emit(all -> values.forEach((gauge, value) -> all.addMetric(gauge.name(), value, gauge.unit())));
  }

  /** Counts what is no part of an order's work, at once. */
  public void count(OrderMetric metric) {
    emit(all -> all.addMetric(metric.name(), 1, MetricUnit.COUNT));
  }

  /**
   * Every line that the work logs carries the ID that API Gateway gave the customer's request and
   * answered to the customer: {@code x-amz-apigw-id} of the REST API, {@code apigw-requestid} of an
   * HTTP API.
   */
  public static <R> R forRequest(String id, Supplier<R> work) {
    MDC.put(API_REQUEST_ID, id);
    try {
      return work.get();
    } finally {
      MDC.remove(API_REQUEST_ID);
    }
  }

  /**
   * Every line that the work logs carries the order's ID, and so does the event's trace; an
   * exception is logged and passed on.
   */
  public static <R> R forOrder(OrderKey key, Supplier<R> work) {
    return forOrder(key, work, TRACE);
  }

  static <R> R forOrder(OrderKey key, Supplier<R> work, OrderTrace trace) {
    var traced = trace.begin(key);
    MDC.put(CORRELATION_ID, key.orderId().value());
    try {
      return work.get();
    } catch (RefusalException e) {
      LOG.info("Refused: {}", e.getMessage());
      throw e;
    } catch (PaymentPausedException e) { // many, and none of them needs a look
      LOG.info("Paused: {}", e.getMessage());
      throw e;
    } catch (Throwable e) {
      LOG.atLevel(Priming.isRunning() ? Level.INFO : Level.ERROR).log("Failed: {}", describe(e));
      traced.fail();
      throw e;
    } finally {
      traced.end();
      MDC.remove(CORRELATION_ID);
    }
  }

  /**
   * Types and frames of an exception, what it suppresses and its causes, without their messages.
   */
  public static String describe(Throwable thrown) {
    var text = new StringBuilder();
    describe(thrown, text, Collections.newSetFromMap(new IdentityHashMap<>()));
    return text.toString();
  }

  private static void describe(Throwable thrown, StringBuilder text, Set<Throwable> described) {
    text.append(thrown.getClass().getName());
    if (!described.add(thrown)) {
      return; // a circle
    }
    Arrays.stream(thrown.getStackTrace())
        .limit(FRAMES)
        .forEach(frame -> text.append(" at ").append(frame));
    for (var suppressed : thrown.getSuppressed()) {
      describe(suppressed, text.append(" suppressed "), described);
    }
    if (thrown.getCause() != null) {
      describe(thrown.getCause(), text.append(" caused by "), described);
    }
  }

  private static <R> R refusable(Counts counts, Function<Counts, R> work) {
    try {
      return work.apply(counts);
    } catch (RefusalException e) {
      counts.add(OrderMetric.OrdersRefused);
      throw e;
    } catch (PaymentPausedException e) {
      counts.add(OrderMetric.PaymentsPaused);
      throw e;
    }
  }

  /**
   * By reason first: Powertools keeps a logger for each event's trace, {@code flushMetrics} makes
   * one where there is none, and only {@code flush} takes it away.
   */
  private void publish(Counts counts) {
    if (counts.asMap().isEmpty()) {
      return;
    }
    counts.rejections().forEach(this::publishRejection);
    emit(
        all ->
            counts
                .asMap()
                .forEach((metric, count) -> all.addMetric(metric.name(), count, MetricUnit.COUNT)));
  }

  private void emit(Consumer<Metrics> added) {
    added.accept(metrics);
    metrics.flush();
  }

  /** A metric of its own for each reason: CloudWatch adds nothing up over a dimension. */
  private void publishRejection(String reason) {
    metrics.flushMetrics(
        own -> {
          own.setDefaultDimensions(DimensionSet.of("Reason", reason));
          own.addMetric(OrderMetric.OrdersRejected.name(), 1, MetricUnit.COUNT);
        });
  }
}

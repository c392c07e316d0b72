package com.example.orders.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.lambda.powertools.metrics.Metrics;
import software.amazon.lambda.powertools.metrics.model.DimensionSet;
import software.amazon.lambda.powertools.metrics.model.MetricResolution;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/**
 * Powertools' metrics, written token by token: its own printer needs Jackson's databind and 440
 * classes at each cold start for the same line. One value a metric and line, at the standard
 * resolution, which is what is counted here.
 *
 * <p>CloudWatch guide, "Specification: Embedded metric format".
 */
final class EmfMetrics implements Metrics {
  /** Of one line, by the specification. */
  private static final int MOST_METRICS = 100;

  private static final JsonFactory JSON = new JsonFactory();

  private record Value(double value, MetricUnit unit) {}

  private final Map<String, Value> values = new LinkedHashMap<>();
  private final Map<String, String> dimensions = new LinkedHashMap<>();
  private final Map<String, Object> metadata = new LinkedHashMap<>();
  private DimensionSet defaults = new DimensionSet();
  private @Nullable String namespace;
  private @Nullable Instant timestamp;
  private boolean emptyIsWrong;

  @Override
  public void addMetric(String key, double value, MetricUnit unit, MetricResolution resolution) {
    if (resolution != MetricResolution.STANDARD) {
      throw new UnsupportedOperationException("Metrics have the standard resolution here");
    }
    if (values.size() == MOST_METRICS && !values.containsKey(key)) {
      throw new IllegalStateException("A line holds at most " + MOST_METRICS + " metrics");
    }
    values.put(key, new Value(value, unit));
  }

  @Override
  public void addDimension(DimensionSet added) {
    dimensions.putAll(added.getDimensions());
  }

  @Override
  public void setTimestamp(Instant time) {
    timestamp = time;
  }

  @Override
  public void addMetadata(String key, Object value) {
    metadata.put(key, value);
  }

  @Override
  public void setDefaultDimensions(DimensionSet set) {
    defaults = set;
  }

  @Override
  public DimensionSet getDefaultDimensions() {
    return defaults;
  }

  @Override
  public void clearDefaultDimensions() {
    defaults = new DimensionSet();
  }

  @Override
  public void setNamespace(String name) {
    namespace = name;
  }

  @Override
  public void setRaiseOnEmptyMetrics(boolean raise) {
    emptyIsWrong = raise;
  }

  /** Prints what was added since the last time, if anything was. Priming prints nothing. */
  @Override
  public void flush() {
    if (values.isEmpty()) {
      if (emptyIsWrong) {
        throw new IllegalStateException("No metrics were emitted");
      }
      return;
    }
    var line = line();
    if (!Priming.isRunning()) {
      LambdaRuntime.getLogger().log(line);
    }
    values.clear();
    dimensions.clear();
    metadata.clear();
    timestamp = null;
  }

  /** A line of its own, with this one's namespace, and its dimensions until others are set. */
  @Override
  public void flushMetrics(Consumer<Metrics> added) {
    var own = new EmfMetrics();
    own.namespace = namespace;
    own.defaults = defaults;
    added.accept(own);
    own.flush();
  }

  /** REPORT lines say it of every start. */
  @Override
  public void captureColdStartMetric(Context context, DimensionSet set) {
    throw new UnsupportedOperationException("Cold starts are not counted here");
  }

  @Override
  public void captureColdStartMetric(DimensionSet set) {
    throw new UnsupportedOperationException("Cold starts are not counted here");
  }

  private byte[] line() {
    var all = new LinkedHashMap<>(defaults.getDimensions());
    all.putAll(dimensions);
    var bytes = new ByteArrayOutputStream(512);
    try (var json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      writeDirective(json, all);
      for (var dimension : all.entrySet()) {
        json.writeStringField(dimension.getKey(), dimension.getValue());
      }
      for (var value : values.entrySet()) {
        json.writeNumberField(value.getKey(), value.getValue().value());
      }
      for (var entry : metadata.entrySet()) {
        json.writeStringField(entry.getKey(), String.valueOf(entry.getValue()));
      }
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void writeDirective(JsonGenerator json, Map<String, String> all) throws IOException {
    json.writeObjectFieldStart("_aws");
    var time = timestamp == null ? System.currentTimeMillis() : timestamp.toEpochMilli();
    json.writeNumberField("Timestamp", time);
    json.writeArrayFieldStart("CloudWatchMetrics");
    json.writeStartObject();
    json.writeStringField("Namespace", Objects.requireNonNull(namespace, "No namespace"));
    json.writeArrayFieldStart("Metrics");
    for (var value : values.entrySet()) {
      json.writeStartObject();
      json.writeStringField("Name", value.getKey());
      json.writeStringField("Unit", value.getValue().unit().getName());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("Dimensions");
    json.writeStartArray();
    for (var name : all.keySet()) {
      json.writeString(name);
    }
    json.writeEndArray();
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }
}

package com.example.orders.lambda;

import com.amazonaws.services.lambda.runtime.CustomPojoSerializer;
import com.example.orders.json.OrderJson;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;

/**
 * Lets a task function's handler take and return records, which the runtime's own serializer cannot
 * read. The runtime asks this hook before it looks at event types, so only task functions name it,
 * in {@code META-INF/services} of their own: a function that takes SQS events must not.
 */
public final class TaskSerializer implements CustomPojoSerializer {
  /** A task may be handed more than it needs, so that the workflow can change before its tasks. */
  private final ObjectMapper mapper =
      OrderJson.mapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  @Override
  public <T> T fromJson(InputStream input, Type type) {
    try {
      return mapper.readValue(input, mapper.constructType(type));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public <T> T fromJson(String input, Type type) {
    try {
      return mapper.readValue(input, mapper.constructType(type));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public <T> void toJson(T value, OutputStream output, Type type) {
    try {
      mapper.writeValue(output, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Jackson's message quotes the input; it is dropped, for it would enter the execution history.
   */
  private static IllegalArgumentException unreadable(IOException e) {
    var where =
        e instanceof JsonProcessingException json && json.getLocation() != null
            ? " at column " + json.getLocation().getColumnNr()
            : "";
    return new IllegalArgumentException(
        "Task input is not readable: " + e.getClass().getSimpleName() + where);
  }
}

package com.example.orders.json;

import com.example.orders.order.CustomerId;
import com.example.orders.order.OrderId;
import com.example.orders.order.Sku;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.util.function.Function;

/** Typed IDs are plain strings in JSON; the core knows nothing of JSON, so it is said here. */
final class OrderTypes extends SimpleModule {

  OrderTypes() {
    text(CustomerId.class, CustomerId::new);
    text(OrderId.class, OrderId::new);
    text(Sku.class, Sku::new);
  }

  private <T> void text(Class<T> type, Function<String, T> read) {
    addSerializer(type, ToStringSerializer.instance);
    addDeserializer(
        type,
        new StdScalarDeserializer<T>(type) {
          @Override
          public T deserialize(JsonParser parser, DeserializationContext context)
              throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
              throw MismatchedInputException.from(parser, type, "not a string");
            }
            return read.apply(parser.getText());
          }
        });
  }
}

package com.example.orders.simulatewarehouse;

import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderLine;
import com.example.orders.order.Sku;
import com.example.orders.simulatewarehouse.ShipmentRequest.Cancel;
import com.example.orders.simulatewarehouse.ShipmentRequest.Ship;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a message's body strictly: what is not exactly a request is not guessed at. */
final class ShipmentRequestReader {
  private final ObjectReader reader =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .build()
          .readerFor(Body.class);

  /** The faults of the body are told without any of its text: it holds a task token. */
  ShipmentRequest read(String text) throws InvalidShipmentRequestException {
    try {
      Body body = reader.readValue(text);
      if (body == null) {
        throw new IllegalArgumentException("No object");
      }
      return body.toRequest();
    } catch (JsonProcessingException e) {
      throw new InvalidShipmentRequestException(e.getClass());
    } catch (IllegalArgumentException e) {
      throw new InvalidShipmentRequestException(e.getClass());
    }
  }

  private record Body(
      @Nullable String type,
      @Nullable String customer,
      @Nullable String orderId,
      @Nullable List<@Nullable Line> lines,
      @Nullable String taskToken) {

    ShipmentRequest toRequest() {
      var order = OrderKey.of(present(customer), present(orderId));
      var token = new TaskToken(present(taskToken));
      return switch (present(type)) {
        case "SHIP" -> new Ship(order, present(lines).stream().map(Line::toLine).toList(), token);
        case "CANCEL" -> new Cancel(order, token);
        default -> throw new IllegalArgumentException("Unknown type");
      };
    }
  }

  private record Line(@Nullable String sku, int quantity) {
    static OrderLine toLine(@Nullable Line line) {
      var present = present(line);
      return new OrderLine(new Sku(present(present.sku())), present.quantity());
    }
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException("A property is missing");
    }
    return value;
  }
}

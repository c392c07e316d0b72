package com.example.orders.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderLine;
import com.example.orders.order.Sku;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskSerializerTest {
  private static final String ID = "0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a";
  private final TaskSerializer serializer = new TaskSerializer();

  record Answer(long total, String currency, List<OrderLine> lines, int version) {}

  @Test
  void readsTheTaskInputIntoARecord() {
    var input = "{\"customer\":\"acme\",\"orderId\":\"" + ID + "\",\"later\":{\"a\":1}}";
    OrderKey fromText = serializer.fromJson(input, OrderKey.class);
    OrderKey fromStream =
        serializer.fromJson(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), OrderKey.class);
    assertThat(fromText).isEqualTo(OrderKey.of("acme", ID)).isEqualTo(fromStream);
  }

  @Test
  void writesTypedIdsAsText() {
    var out = new ByteArrayOutputStream();
    serializer.toJson(
        new Answer(1234, "EUR", List.of(new OrderLine(new Sku("MUG"), 1)), 2), out, Answer.class);
    assertThat(out)
        .hasToString(
            "{\"total\":1234,\"currency\":\"EUR\",\"lines\":[{\"sku\":\"MUG\",\"quantity\":1}],\"version\":2}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"customer\":\"Ada\"}",
        "{\"customer\":\"Ada\",\"orderId\":null}",
        "{\"customer\":\"Ada\",\"orderId\":\"1\"}",
        "{\"customer\":7,\"orderId\":\"0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a\"}",
        "{\"customer\":\"a\",\"customer\":\"Ada\"}",
        "Ada"
      })
  void refusesAnInputThatNamesNoOrderWithoutQuotingIt(String input) {
    assertThatThrownBy(() -> serializer.fromJson(input, OrderKey.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .message()
        .doesNotContain("Ada");
  }
}

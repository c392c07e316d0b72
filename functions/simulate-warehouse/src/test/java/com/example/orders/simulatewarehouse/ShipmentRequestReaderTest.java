package com.example.orders.simulatewarehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderLine;
import com.example.orders.order.Sku;
import com.example.orders.simulatewarehouse.ShipmentRequest.Cancel;
import com.example.orders.simulatewarehouse.ShipmentRequest.Ship;
import com.example.orders.simulatewarehouse.ShipmentRequest.ShipTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShipmentRequestReaderTest {
  private static final OrderKey ORDER = OrderKey.of("acme", "0190c7de-0000-7000-8000-000000000001");
  private static final String WHOSE =
      "\"customer\":\"acme\",\"orderId\":\"0190c7de-0000-7000-8000-000000000001\"";
  private static final String LINES = "\"lines\":[{\"sku\":\"TEAPOT\",\"quantity\":2}]";

  private final ShipmentRequestReader reader = new ShipmentRequestReader();

  @Test
  void readsARequestToShip() throws Exception {
    var text = "{\"type\":\"SHIP\"," + WHOSE + "," + LINES + ",\"taskToken\":\"secret\"}";

    assertThat(reader.read(text))
        .isEqualTo(
            new Ship(
                ORDER.customer(),
                ORDER.orderId(),
                List.of(new OrderLine(new Sku("TEAPOT"), 2)),
                new TaskToken("secret")));
  }

  @Test
  void readsARequestToAnswerForATestWhateverItSaysOfTheGoods() throws Exception {
    var text = "{\"type\":\"SHIP_TEST\"," + WHOSE + "," + LINES + ",\"taskToken\":\"secret\"}";

    assertThat(reader.read(text))
        .isEqualTo(new ShipTest(ORDER.customer(), ORDER.orderId(), new TaskToken("secret")));
  }

  @Test
  void readsARequestToCancel() throws Exception {
    assertThat(reader.read("{\"taskToken\":\"secret\"," + WHOSE + ",\"type\":\"CANCEL\"}"))
        .isEqualTo(new Cancel(ORDER.customer(), ORDER.orderId(), new TaskToken("secret")));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "secret",
        "{}",
        "{\"type\":\"BUY\"," + WHOSE + ",\"taskToken\":\"secret\"}",
        "{" + WHOSE + ",\"taskToken\":\"secret\"}",
        "{\"type\":\"CANCEL\"," + WHOSE + "}",
        "{\"type\":\"CANCEL\"," + WHOSE + ",\"taskToken\":\"\"}",
        "{\"type\":\"CANCEL\"," + WHOSE + ",\"taskToken\":null}",
        "{\"type\":\"CANCEL\"," + WHOSE + ",\"taskToken\":\"secret\"} {}",
        "{\"type\":\"CANCEL\"," + WHOSE + ",\"taskToken\":\"secret\",\"other\":1}",
        "{\"type\":\"CANCEL\"," + WHOSE + ",\"taskToken\":\"secret\",\"taskToken\":\"secret2\"}",
        "{\"type\":\"CANCEL\",\"customer\":\"acme\",\"orderId\":\"1\",\"taskToken\":\"secret\"}",
        "{\"type\":\"SHIP\"," + WHOSE + ",\"taskToken\":\"secret\"}",
        "{\"type\":\"SHIP_TEST\"," + WHOSE + "," + LINES + "}",
        "{\"type\":\"SHIP\"," + WHOSE + ",\"lines\":[],\"taskToken\":\"secret\"}",
        "{\"type\":\"SHIP\"," + WHOSE + ",\"lines\":[null],\"taskToken\":\"secret\"}",
        "{\"type\":\"SHIP\","
            + WHOSE
            + ",\"lines\":[{\"sku\":\"TEAPOT\",\"quantity\":0}],\"taskToken\":\"secret\"}",
        "{\"type\":\"SHIP\","
            + WHOSE
            + ",\"lines\":[{\"sku\":\"TEAPOT\",\"quantity\":1.5}],\"taskToken\":\"secret\"}",
        "{\"type\":\"SHIP\","
            + WHOSE
            + ",\"lines\":[{\"sku\":\"TEAPOT\"}],\"taskToken\":\"secret\"}",
        "{\"type\":\"SHIP\"," + WHOSE + ",\"lines\":[{\"quantity\":2}],\"taskToken\":\"secret\"}",
        "{\"type\":\"SHIP\","
            + WHOSE
            + ",\"lines\":[{\"sku\":null,\"quantity\":2}],\"taskToken\":\"secret\"}",
      })
  void refusesAnythingElseWithoutQuotingIt(String text) {
    assertThatThrownBy(() -> reader.read(text))
        .isInstanceOf(InvalidShipmentRequestException.class)
        .hasNoCause()
        .message()
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"type\":\"SHIP\",%s,\"lines\":[{\"quantity\":2}],\"taskToken\":\"secret\"}', sku",
    "'{\"type\":\"SHIP\",%s,\"lines\":[{\"sku\":null,\"quantity\":2}],\"taskToken\":\"t\"}', sku",
    "'{\"type\":\"SHIP\",%s,\"taskToken\":\"secret\"}', lines",
    "'{\"type\":\"CANCEL\",%s}', taskToken",
  })
  void saysWhichFieldIsMissing(String text, String field) {
    assertThatThrownBy(() -> reader.read(text.formatted(WHOSE))).hasMessageContaining(field);
  }
}

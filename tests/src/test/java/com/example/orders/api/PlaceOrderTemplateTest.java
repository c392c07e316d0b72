package com.example.orders.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import localcloud.apigateway.MappingTemplate;
import localcloud.apigateway.TemplateInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The mapping from {@code POST /orders} to SQS, tested as a template with the worst of texts. */
class PlaceOrderTemplateTest {
  private static final String ORDER_ID = "019a3c5e-7b1f-7c44-9d0e-2f6b8a1c3d5e";
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final MappingTemplate TEMPLATE = OrdersApi.requestTemplate("post", "/orders");

  @Test
  void sendsTheEnvelopeInTheOrdersMessageGroup() throws IOException {
    var form = form(order("Please ring twice.").toString());

    assertThat(form)
        .containsEntry("Action", "SendMessage")
        .containsEntry("MessageGroupId", "acme#" + ORDER_ID)
        .containsEntry("MessageAttribute.1.Name", "requestId")
        .containsEntry("MessageAttribute.1.Value.StringValue", "JJbxmEpNoAMFZNw=")
        .doesNotContainKey("MessageDeduplicationId");
    assertThat(JSON.readTree(form.get("MessageBody")))
        .isEqualTo(
            JSON.createObjectNode()
                .put("customer", "acme")
                .set("order", order("Please ring twice.")));
  }

  @ParameterizedTest
  @MethodSource("com.example.orders.api.AnyText#written")
  void deliversEveryTextCodePointByCodePoint(String text) throws IOException {
    assertArrivesUnchanged(text);
  }

  @ParameterizedTest
  @MethodSource("random")
  void deliversRandomTextCodePointByCodePoint(String text) throws IOException {
    assertArrivesUnchanged(text);
  }

  @Test
  void keepsTextsThatOnlyLookEqualApart() throws IOException {
    var composed = form(order("\u00e9").toString()).get("MessageBody");
    var decomposed = form(order("e\u0301").toString()).get("MessageBody");

    assertThat(composed).isNotEqualTo(decomposed);
  }

  @Test
  void buildsTheSameMessageFromTheSameOrderHoweverItIsWritten() throws IOException {
    var order = order("caf\u00e9");
    var spaced = order.toPrettyString().replace("\u00e9", "\\u00e9");

    assertThat(form(spaced).get("MessageBody"))
        .isEqualTo(form(order.toString()).get("MessageBody"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "999", "0", "-1", "1.5", "1e3", "123456789012345678901234567890"})
  void keepsNumbersAsTheyAre(String number) throws IOException {
    var order = order("n").toString().replace("\"quantity\":2", "\"quantity\":" + number);

    var sent = JSON.readTree(form(order).get("MessageBody")).at("/order/lines/0/quantity");

    assertThat(sent.decimalValue()).isEqualByComparingTo(number);
  }

  @Test
  void keepsACustomerFieldOfTheBodyInsideTheOrder() throws IOException {
    var order = order("n").put("customer", "someone-else");

    var envelope = JSON.readTree(form(order.toString()).get("MessageBody"));

    assertThat(envelope.path("customer").asText()).isEqualTo("acme");
    assertThat(envelope.at("/order/customer").asText()).isEqualTo("someone-else");
  }

  static Stream<String> random() {
    return AnyText.random(200);
  }

  private void assertArrivesUnchanged(String text) throws IOException {
    var order = order(text);
    ((ObjectNode) order.get("shippingAddress")).put("name", text);

    var form = form(order.toString());

    assertThat(form.keySet())
        .containsExactlyInAnyOrder(
            "Action",
            "Version",
            "QueueUrl",
            "MessageGroupId",
            "MessageBody",
            "MessageAttribute.1.Name",
            "MessageAttribute.1.Value.DataType",
            "MessageAttribute.1.Value.StringValue");
    assertThat(form).containsEntry("QueueUrl", OrdersApi.QUEUES + "OrdersQueue.fifo");
    assertThat(form.get("MessageGroupId")).isEqualTo("acme#" + ORDER_ID);
    var envelope = JSON.readTree(form.get("MessageBody")); // fails on a second "customer"
    assertThat(envelope.properties().stream().map(Map.Entry::getKey))
        .containsExactly("customer", "order");
    assertThat(envelope.path("customer").asText()).isEqualTo("acme");
    assertThat(envelope.get("order").equals(order)).isTrue();
    assertThat(envelope.at("/order/note").asText().codePoints().toArray())
        .isEqualTo(text.codePoints().toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "orderly-express, ExpressOrdersQueue",
    "'testers,orderly-express,operators', ExpressOrdersQueue",
    "'orderly-express,testers', ExpressOrdersQueue",
    "'testers,orderly-express', ExpressOrdersQueue",
    "orderly-express-eu, OrdersQueue",
    "not-orderly-express, OrdersQueue",
    "'testers,orderly-express-eu,not-orderly-express', OrdersQueue",
    "testers, OrdersQueue",
    "'', OrdersQueue"
  })
  void theGroupsOfTheTokenChooseTheQueue(String groups, String queue) {
    var claims = Map.of("sub", "acme", "cognito:groups", groups);

    assertThat(form(order("orderly-express").toString(), claims))
        .containsEntry("QueueUrl", OrdersApi.QUEUES + queue + ".fifo")
        .containsEntry("Action", "SendMessage")
        .containsEntry("MessageGroupId", "acme#" + ORDER_ID);
  }

  @Test
  void withoutTheLaneNoGroupLeavesTheOrdersQueue() {
    var claims = Map.of("sub", "acme", "cognito:groups", "orderly-express");

    assertThat(form(OrdersApi.withoutExpressLane(), order("n").toString(), claims))
        .containsEntry("QueueUrl", OrdersApi.QUEUES + "OrdersQueue.fifo");
  }

  private Map<String, String> form(String body) {
    return form(body, Map.of("sub", "acme"));
  }

  private Map<String, String> form(String body, Map<String, String> claims) {
    return form(TEMPLATE, body, claims);
  }

  private Map<String, String> form(
      MappingTemplate template, String body, Map<String, String> claims) {
    var context =
        MappingTemplate.context(
            Map.of(
                "extendedRequestId", "JJbxmEpNoAMFZNw=", "authorizer", Map.of("claims", claims)));
    var input = TemplateInput.ofRequest(body, Map.of(), Map.of(), Map.of());
    var form = new LinkedHashMap<String, String>();
    for (var pair : template.render(input, context, Map.of()).split("&", -1)) {
      var cut = pair.indexOf('=');
      var previous =
          form.put(pair.substring(0, cut), URLDecoder.decode(pair.substring(cut + 1), UTF_8));
      assertThat(previous).as("parameter sent twice: %s", pair).isNull();
    }
    return form;
  }

  private static ObjectNode order(String note) {
    var order = JSON.createObjectNode().put("orderId", ORDER_ID);
    order.putArray("lines").addObject().put("sku", "COFFEE-250").put("quantity", 2);
    order.put("currency", "EUR").put("paymentToken", "tok_visa");
    order
        .putObject("shippingAddress")
        .put("name", "Ada Lovelace")
        .put("street", "12 St James's Square")
        .put("city", "London")
        .put("postalCode", "SW1Y 4JH")
        .put("country", "GB");
    return order.put("note", note);
  }
}

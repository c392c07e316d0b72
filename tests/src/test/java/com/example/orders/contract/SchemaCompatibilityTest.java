package com.example.orders.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaCompatibilityTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RELEASED =
      """
      {"description": "An order ended.", "type": "object", "required": ["type", "data"],
       "properties": {
        "type": {"const": "Ended"},
        "data": {"type": "object", "required": ["orderId", "total"], "properties": {
          "orderId": {"type": "string", "pattern": "^[0-9]+$"},
          "total": {"type": "integer", "minimum": 0},
          "channel": {"enum": ["WEB", "PHONE"]},
          "note": {"type": "string"},
          "lines": {"type": "array", "items": {"type": "object", "required": ["sku"],
            "properties": {"sku": {"type": "string"}}}}}}}}
      """;

  static Stream<Arguments> breaking() {
    return Stream.of(
        breaking("$.data.note: is gone", s -> fields(s).remove("note")),
        breaking("$.data.lines[].sku: is gone", s -> lineFields(s).remove("sku")),
        breaking("$.data.note: must be there now", s -> required(s).add("note")),
        breaking("$.data.total: may be missing now", s -> required(s).remove(1)),
        breaking(
            "$.data.total: type was \"integer\", is \"number\"",
            s -> field(s, "total").put("type", "number")),
        breaking(
            "$.data.total: minimum was 0, is not said", s -> field(s, "total").remove("minimum")),
        breaking(
            "$.data.total: maximum was not said, is 9", s -> field(s, "total").put("maximum", 9)),
        breaking(
            "$.data.orderId: pattern was \"^[0-9]+$\", is \"^[0-9]{3}$\"",
            s -> field(s, "orderId").put("pattern", "^[0-9]{3}$")),
        breaking(
            "$.data.channel: enum was [\"WEB\",\"PHONE\"], is [\"WEB\",\"PHONE\",\"SHOWROOM\"]",
            s -> ((ArrayNode) field(s, "channel").get("enum")).add("SHOWROOM")),
        breaking(
            "$.data.channel: enum was [\"WEB\",\"PHONE\"], is [\"PHONE\"]",
            s -> ((ArrayNode) field(s, "channel").get("enum")).remove(0)),
        breaking(
            "$.type: const was \"Ended\", is \"OrderEnded\"",
            s -> ((ObjectNode) s.at("/properties/type")).put("const", "OrderEnded")),
        breaking(
            "$.data: additionalProperties was not said, is false",
            s -> ((ObjectNode) s.at("/properties/data")).put("additionalProperties", false)),
        breaking(
            "$.data.gift: can never get another field",
            s -> fields(s).putObject("gift").put("additionalProperties", false)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breaking")
  void findsWhatWouldBreakAConsumer(String found, Consumer<JsonNode> change) {
    var current = released();
    change.accept(current);

    assertThat(SchemaCompatibility.breaks(released(), current)).containsExactly(found);
  }

  static Stream<Consumer<JsonNode>> harmless() {
    return Stream.of(
        _ -> {},
        s -> fields(s).putObject("warehouse").put("type", "string"),
        s -> lineFields(s).putObject("quantity").put("type", "integer"),
        s -> field(s, "note").put("description", "A word to the warehouse."),
        s -> ((ObjectNode) s).remove("description"));
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void aFieldThatNobodyMustHaveBreaksNothing(Consumer<JsonNode> change) {
    var current = released();
    change.accept(current);

    assertThat(SchemaCompatibility.breaks(released(), current)).isEmpty();
  }

  /** A field may be called as a keyword is. */
  @Test
  void aFieldIsNoKeyword() {
    var released = schema("{\"properties\": {\"description\": {\"type\": \"string\"}}}");

    assertThat(SchemaCompatibility.breaks(released, schema("{\"properties\": {}}")))
        .isEqualTo(List.of("$.description: is gone"));
  }

  private static Arguments breaking(String found, Consumer<JsonNode> change) {
    return arguments(found, change);
  }

  private static ObjectNode fields(JsonNode schema) {
    return (ObjectNode) schema.at("/properties/data/properties");
  }

  private static ObjectNode lineFields(JsonNode schema) {
    return (ObjectNode) fields(schema).at("/lines/items/properties");
  }

  private static ObjectNode field(JsonNode schema, String name) {
    return (ObjectNode) fields(schema).get(name);
  }

  private static ArrayNode required(JsonNode schema) {
    return (ArrayNode) schema.at("/properties/data/required");
  }

  private static JsonNode released() {
    return schema(RELEASED);
  }

  private static JsonNode schema(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package com.example.orders.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CanonicalJsonTest {
  private static final ObjectMapper MAPPER = OrderJson.mapper();
  private static final JsonNodeFactory NODES = new JsonNodeFactory(true);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1 | 1.0",
        "1 | 1e0",
        "100 | 1E+2",
        "0 | -0.0",
        "0.10 | 1e-1",
        "{\"a\":1,\"b\":2} | { \"b\" : 2.00, \"a\" : 1 }",
        "[1, 2] | [1.0,2]",
        "\"\\u0041\" | \"A\"",
        "\"\\/\" | \"/\"",
        "\"\\ud83d\\ude00\" | \"😀\""
      })
  void whatMeansTheSameHasOneText(String one, String other) throws Exception {
    assertThat(canonical(one)).isEqualTo(canonical(other));
    assertThat(CanonicalJson.hash(MAPPER.readTree(one)))
        .isEqualTo(CanonicalJson.hash(MAPPER.readTree(other)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1 | \"1\"",
        "1 | 10",
        "9007199254740993 | 9007199254740992",
        "[1,2] | [2,1]",
        "{\"a\":null} | {}",
        "\"\\u00e9\" | \"e\\u0301\"",
        "\"\\ud800\" | \"\\udc00\"",
        "\"\\ud800\" | \"?\"",
        "\"\\\\u0000\" | \"\\u0000\"",
        "{\"a\":\"b\"} | [\"a\",\"b\"]"
      })
  void whatMeansSomethingElseHasAnotherText(String one, String other) throws Exception {
    assertThat(canonical(one)).isNotEqualTo(canonical(other));
    assertThat(CanonicalJson.hash(MAPPER.readTree(one)))
        .isNotEqualTo(CanonicalJson.hash(MAPPER.readTree(other)));
  }

  @Test
  void aHugeExponentIsNotWrittenOut() throws Exception {
    assertThat(canonical("1e999999999")).hasSizeLessThan(20);
    assertThat(canonical("[1e-999999999]")).hasSizeLessThan(20);
  }

  @Test
  void theHashIsSha256OfTheUtf8Text() throws Exception {
    // echo -n '{"a":1}' | sha256sum
    assertThat(CanonicalJson.hash(MAPPER.readTree("{ \"a\": 1.0 }")))
        .isEqualTo("015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862");
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void shufflingNamesAndRewritingNumbersChangesNothing(long seed) throws Exception {
    var random = new Random(seed);
    var tree = tree(random, 4);
    var rewritten = rewritten(tree, random);
    var pretty = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(rewritten);

    assertThat(CanonicalJson.of(MAPPER.readTree(pretty)))
        .as("seed %d", seed)
        .isEqualTo(CanonicalJson.of(tree));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theTextIsJsonOfTheSameMeaningAndItsOwnCanonicalText(long seed) throws Exception {
    var text = CanonicalJson.of(tree(new Random(seed), 4));
    assertThat(canonical(text)).as("seed %d", seed).isEqualTo(text);
  }

  static LongStream seeds() {
    return LongStream.range(0, 60);
  }

  private static String canonical(String json) throws JsonProcessingException {
    return CanonicalJson.of(MAPPER.readTree(json));
  }

  private static JsonNode tree(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 5)) {
      case 0 -> NODES.numberNode(BigDecimal.valueOf(random.nextLong(), random.nextInt(-3, 8)));
      case 1 -> NODES.numberNode(random.nextInt(100));
      case 2 -> NODES.booleanNode(random.nextBoolean());
      case 3 -> NODES.nullNode();
      case 4 -> NODES.textNode(text(random));
      case 5 -> {
        ArrayNode array = NODES.arrayNode();
        random.ints(random.nextInt(4)).forEach(i -> array.add(tree(random, depth - 1)));
        yield array;
      }
      default -> {
        ObjectNode object = NODES.objectNode();
        random
            .ints(random.nextInt(5))
            .forEach(i -> object.set(text(random), tree(random, depth - 1)));
        yield object;
      }
    };
  }

  private static String text(Random random) {
    var text = new StringBuilder();
    var alphabet = new int[] {'a', 'Z', '"', '\\', '\n', 0, 0x7f, 'é', 0x2028, 0x1f600, '/', '&'};
    random
        .ints(random.nextInt(6), 0, alphabet.length)
        .forEach(i -> text.appendCodePoint(alphabet[i]));
    return text.toString();
  }

  private static JsonNode rewritten(JsonNode node, Random random) {
    if (node.isObject()) {
      var names = new ArrayList<String>();
      node.fieldNames().forEachRemaining(names::add);
      Collections.shuffle(names, random);
      var object = NODES.objectNode();
      names.forEach(name -> object.set(name, rewritten(node.get(name), random)));
      return object;
    }
    if (node.isArray()) {
      var array = NODES.arrayNode();
      node.forEach(element -> array.add(rewritten(element, random)));
      return array;
    }
    if (node.isNumber()) {
      var value = node.decimalValue();
      return NODES.numberNode(value.setScale(value.scale() + random.nextInt(4)));
    }
    return node;
  }
}

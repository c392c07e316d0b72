package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * JSON as a client may send it: no key twice, nothing behind the value, at most 1,000 levels deep,
 * no half of a surrogate pair, no exponent over 1,000. Numbers keep their digits.
 */
final class StrictJson {
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(1_000).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final int MAX_EXPONENT = 1_000;

  private StrictJson() {}

  /** The value as maps, lists and scalars. */
  static Object parse(String text) {
    try {
      var value = JSON.readValue(text, Object.class);
      if (value == null || isExcessive(value) || !UTF_8.newEncoder().canEncode(write(value))) {
        throw new MalformedJsonException();
      }
      return value;
    } catch (JsonProcessingException | NumberFormatException e) {
      throw new MalformedJsonException();
    }
  }

  /** A number whose digits, written out, would fill the memory. */
  private static boolean isExcessive(Object value) {
    return switch (value) {
      case Map<?, ?> map -> map.values().stream().anyMatch(one -> one != null && isExcessive(one));
      case List<?> list -> list.stream().anyMatch(one -> one != null && isExcessive(one));
      case BigDecimal number -> Math.abs((long) number.scale()) > MAX_EXPONENT;
      default -> false;
    };
  }

  static JsonNode node(Object parsed) {
    return JSON.valueToTree(parsed);
  }

  static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}

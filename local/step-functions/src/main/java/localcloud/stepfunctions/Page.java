package localcloud.stepfunctions;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import localcloud.aws.AwsException;
import org.jspecify.annotations.Nullable;

/** One page of a list, and the token of the next. */
record Page<T>(List<T> elements, @Nullable String nextToken) {
  private static final int DEFAULT_SIZE = 100;
  private static final String MARK = "from:";

  static <T> Page<T> of(List<T> all, JsonNode request, int largest) {
    var asked = request.path("maxResults").asInt(0);
    if (asked < 0 || asked > largest) {
      throw Requests.invalid(
          "Value '" + asked + "' at 'maxResults' failed to satisfy constraint: 0 to " + largest);
    }
    var from = Math.min(all.size(), from(request));
    var to = Math.min(all.size(), from + (asked == 0 ? DEFAULT_SIZE : asked));
    return new Page<>(all.subList(from, to), to < all.size() ? token(to) : null);
  }

  ObjectNode write(String field, Function<T, ObjectNode> element) {
    var answer = Json.object();
    var array = answer.putArray(field);
    elements.forEach(each -> array.add(element.apply(each)));
    Details.text(answer, "nextToken", nextToken);
    return answer;
  }

  private static String token(int from) {
    return Base64.getEncoder().encodeToString((MARK + from).getBytes(UTF_8));
  }

  private static int from(JsonNode request) {
    if (!request.hasNonNull("nextToken")) {
      return 0;
    }
    try {
      var plain = new String(Base64.getDecoder().decode(request.path("nextToken").asText()), UTF_8);
      if (plain.startsWith(MARK)) {
        return Integer.parseUnsignedInt(plain.substring(MARK.length()));
      }
    } catch (IllegalArgumentException e) {
      // falls through: whatever is not a token of ours is refused alike
    }
    throw new AwsException(400, "InvalidToken", "Invalid Token: 'Invalid token'");
  }
}

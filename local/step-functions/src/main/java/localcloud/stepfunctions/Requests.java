package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import localcloud.aws.AwsException;
import org.jspecify.annotations.Nullable;

/** Reads and checks the parameters of API requests. */
final class Requests {
  private static final Pattern NAME =
      Pattern.compile("[^\\s<>{}\\[\\]?*\"#%\\\\^|~`$&,;:/\\p{Cntrl}]{1,80}");

  private Requests() {}

  static String name(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new AwsException(400, "InvalidName", "Invalid Name: '" + name + "'");
    }
    return name;
  }

  static String required(JsonNode request, String field) {
    if (!request.path(field).isTextual() || request.path(field).asText().isEmpty()) {
      throw invalid(
          "Value null at '" + field + "' failed to satisfy constraint: Member must not be null");
    }
    return request.path(field).asText();
  }

  static @Nullable String text(JsonNode request, String field) {
    return request.hasNonNull(field) ? request.path(field).asText() : null;
  }

  static AwsException invalid(String message) {
    return new AwsException(400, "ValidationException", message);
  }
}

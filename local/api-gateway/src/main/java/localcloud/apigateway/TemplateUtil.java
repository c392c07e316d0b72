package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** {@code $util}: the functions that API Gateway gives to mapping templates. */
public final class TemplateUtil {
  TemplateUtil() {}

  /**
   * Escapes as commons-lang does, which API Gateway uses: a single quote becomes {@code \'}, which
   * is not JSON, hence AWS's advice to replace it afterwards.
   */
  public String escapeJavaScript(@Nullable Object value) {
    var text = text(value);
    var escaped = new StringBuilder(text.length() + 16);
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      switch (c) {
        case '\'', '"', '\\', '/' -> escaped.append('\\').append(c);
        case '\b' -> escaped.append("\\b");
        case '\t' -> escaped.append("\\t");
        case '\n' -> escaped.append("\\n");
        case '\f' -> escaped.append("\\f");
        case '\r' -> escaped.append("\\r");
        default -> {
          if (c < 0x20 || c > 0x7e) {
            escaped.append("\\u%04X".formatted((int) c));
          } else {
            escaped.append(c);
          }
        }
      }
    }
    return escaped.toString();
  }

  public @Nullable Object parseJson(@Nullable Object json) {
    return StrictJson.parse(text(json));
  }

  public String urlEncode(@Nullable Object value) {
    return URLEncoder.encode(text(value), UTF_8);
  }

  public String urlDecode(@Nullable Object value) {
    return URLDecoder.decode(text(value), UTF_8);
  }

  public String base64Encode(@Nullable Object value) {
    return Base64.getEncoder().encodeToString(text(value).getBytes(UTF_8));
  }

  public String base64Decode(@Nullable Object value) {
    return new String(Base64.getDecoder().decode(text(value)), UTF_8);
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case java.util.Map<?, ?> map -> StrictJson.write(map);
      case java.util.List<?> list -> StrictJson.write(list);
      default -> value.toString();
    };
  }
}

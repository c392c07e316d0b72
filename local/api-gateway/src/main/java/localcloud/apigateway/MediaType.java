package localcloud.apigateway;

import java.util.Locale;

/** The media type of a request, which chooses its model and its mapping template. */
final class MediaType {
  private MediaType() {}

  /**
   * The type in lower case without parameters; JSON if the client names none, as on AWS. One with a
   * charset other than UTF-8 matches nothing.
   */
  static String of(ApiRequest request) {
    var header = request.header("Content-Type");
    if (header == null) {
      return "application/json";
    }
    var parts = header.toLowerCase(Locale.ROOT).split(";");
    for (var i = 1; i < parts.length; i++) {
      var parameter = parts[i].strip();
      if (parameter.startsWith("charset=")
          && !parameter.replace("\"", "").equals("charset=utf-8")) {
        return header;
      }
    }
    return parts.length == 0 ? "" : parts[0].strip();
  }
}

package localcloud.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.regex.Pattern;
import localcloud.aws.AwsAnswer;

/** Finds the code of an error in an answer of any of AWS's protocols. */
final class CallErrors {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern XML = Pattern.compile("<Code>([^<]*)</Code>");

  private CallErrors() {}

  /** The code without its name space; {@code Unknown} if the answer names none. */
  static String code(AwsAnswer answer) {
    var header = answer.headers().getOrDefault("x-amzn-errortype", "");
    var code = header.isEmpty() ? inBody(answer.text()) : header;
    var bare = code.replaceFirst("^.*#", "").replaceFirst(":.*", "");
    return bare.isEmpty() ? "Unknown" : bare;
  }

  private static String inBody(String body) {
    var xml = XML.matcher(body);
    if (xml.find()) {
      return xml.group(1);
    }
    try {
      var json = JSON.readTree(body);
      return json.path("__type").asText(json.path("code").asText());
    } catch (JsonProcessingException e) {
      return "";
    }
  }
}

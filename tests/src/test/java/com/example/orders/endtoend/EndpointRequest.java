package com.example.orders.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The form that a mapping template wrote for SQS, as a log of API Gateway shows it: one line of the
 * log, cut with {@code [TRUNCATED]} where it is longer than API Gateway's log lines may be.
 */
record EndpointRequest(String form, boolean isCut) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CUT = " [TRUNCATED]";

  /** Up to the next line that begins with a time, such as "Wed Mar 05 06:43:16 UTC 2025 : ". */
  private static final Pattern LINE =
      Pattern.compile(
          "Endpoint request body after transformations: (.*?)\\s*"
              + "(?=\\n\\w{3} \\w{3} \\d\\d [\\d:]{8} \\w+ \\d{4} : |\\z)",
          Pattern.DOTALL);

  static EndpointRequest in(String log) {
    var line = LINE.matcher(log);
    if (!line.find()) {
      throw new AssertionError("The log shows no endpoint request body:\n" + log);
    }
    var text = line.group(1);
    return text.endsWith(CUT)
        ? new EndpointRequest(text.substring(0, text.length() - CUT.length()), true)
        : new EndpointRequest(text, false);
  }

  /** The decoded value of a parameter as far as the log shows it; empty if it does not. */
  String parameter(String name) {
    for (var pair : form.strip().split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return decoded(pair.substring(name.length() + 1));
      }
    }
    return "";
  }

  /**
   * The values of the message's body that are shown in full, by their JSON pointers. A value counts
   * once something follows it: what a cut has left of 12 looks like 1.
   */
  Map<String, String> messageValues() {
    var values = new LinkedHashMap<String, String>();
    var last = new LinkedHashMap<String, String>();
    try (var parser = JSON.createParser(parameter("MessageBody"))) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        values.putAll(last);
        last.clear();
        if (token.isScalarValue()) {
          last.put(parser.getParsingContext().pathAsPointer().toString(), parser.getText());
        }
      }
    } catch (JsonProcessingException e) {
      if (!isCut) {
        throw new AssertionError("No JSON: " + parameter("MessageBody"), e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return values;
  }

  /** Percent-decodes and leaves out what the cut has left of a character. */
  private static String decoded(String text) {
    var bytes = new ByteArrayOutputStream();
    for (var i = 0; i < text.length(); i++) {
      var next = text.charAt(i);
      if (next == '%') {
        if (i + 2 >= text.length()) {
          break;
        }
        bytes.write(Integer.parseInt(text, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.writeBytes((next == '+' ? " " : String.valueOf(next)).getBytes(UTF_8));
      }
    }
    var characters = CharBuffer.allocate(bytes.size());
    UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()), characters, false);
    return characters.flip().toString();
  }
}

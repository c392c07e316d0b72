package localcloud.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** The little XML that the Query protocol needs. */
public final class Xml {
  /** The namespace of SQS. */
  public static final String SQS = "http://queue.amazonaws.com/doc/2012-11-05/";

  private Xml() {}

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  public static String element(String name, String text) {
    return "<" + name + ">" + escape(text) + "</" + name + ">";
  }

  /** An element that holds others. */
  public static String around(String name, String elements) {
    return "<" + name + ">" + elements + "</" + name + ">";
  }

  /** The fields of an object, one element each. */
  public static String of(JsonNode fields) {
    var elements = new StringBuilder();
    fields.forEachEntry((name, value) -> elements.append(element(name, value.asText())));
    return elements.toString();
  }

  /** A {@code member} of a list: one element for each entry. */
  public static String member(Map<String, String> elements) {
    var member = new StringBuilder("<member>");
    elements.forEach((name, text) -> member.append(element(name, text)));
    return member.append("</member>").toString();
  }
}

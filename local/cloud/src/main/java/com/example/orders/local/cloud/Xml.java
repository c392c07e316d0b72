package com.example.orders.local.cloud;

import java.util.Map;

/** The little XML that the Query protocol needs. */
final class Xml {
  private Xml() {}

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  static String element(String name, String text) {
    return "<" + name + ">" + escape(text) + "</" + name + ">";
  }

  /** A {@code member} of a list: one element for each entry. */
  static String member(Map<String, String> elements) {
    var member = new StringBuilder("<member>");
    elements.forEach((name, text) -> member.append(element(name, text)));
    return member.append("</member>").toString();
  }
}

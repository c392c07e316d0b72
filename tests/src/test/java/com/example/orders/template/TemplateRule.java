package com.example.orders.template;

import com.example.orders.template.TransformedTemplate.Resource;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A rule that every template here obeys.
 *
 * @param name short and unique; planted defects name their rule by it
 * @param findings the places that break the rule
 */
record TemplateRule(String name, Function<TransformedTemplate, Stream<String>> findings) {
  /** A rule about each resource of one type. */
  static TemplateRule each(String type, String name, Predicate<Resource> obeys) {
    return new TemplateRule(
        name,
        template -> template.ofType(type).filter(obeys.negate()).map(resource -> resource.id()));
  }

  @Override
  public String toString() {
    return name;
  }
}

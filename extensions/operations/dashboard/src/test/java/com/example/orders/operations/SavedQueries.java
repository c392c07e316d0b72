package com.example.orders.operations;

import com.example.orders.cli.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the template saves to be asked. */
final class SavedQueries {
  private static final Pattern QUERY =
      Pattern.compile(
          "Name: !Sub \"\\$\\{CoreStackName}/([^\"]+)\"\n(?:.*\n){3}((?:        .+\n)+)");
  private static final Pattern FIELD_OF_A_RULE = Pattern.compile("\"\\$\\.(\\w+)\"");
  private static final Pattern FIELDS_OF_A_QUERY =
      Pattern.compile(
          "fields ([^|\n]+)|ispresent\\((\\w+)\\)|(?:count|sum|max)\\((\\w+)\\)|\\bby (\\w+)|(\\w+) = ");

  private SavedQueries() {}

  /** By their names. */
  static Map<String, String> all() {
    var queries = new TreeMap<String, String>();
    QUERY
        .matcher(template())
        .results()
        .forEach(found -> queries.put(found.group(1), found.group(2).strip().indent(0).strip()));
    return queries;
  }

  /** Every field that a query or the insight rule reads, but for CloudWatch's own. */
  static List<String> fields() {
    var ofQueries =
        all().values().stream()
            .flatMap(query -> FIELDS_OF_A_QUERY.matcher(query).results())
            .flatMap(
                found ->
                    IntStream.rangeClosed(1, 5)
                        .mapToObj(found::group)
                        .filter(names -> names != null))
            .flatMap(names -> List.of(names.split(",\\s*")).stream());
    var ofRules = FIELD_OF_A_RULE.matcher(template()).results().map(found -> found.group(1));
    return Stream.concat(ofQueries, ofRules)
        .map(String::strip)
        .filter(field -> !field.startsWith("@"))
        .distinct()
        .collect(Collectors.toList());
  }

  private static String template() {
    try {
      return Files.readString(WriteDashboard.template(Project.find().root()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package localcloud.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import localcloud.resources.Problems;

/**
 * Reads one statement of a policy. What is not evaluated here as IAM does is a problem of its
 * place.
 *
 * @param path where the statement stands, such as {@code PolicyDocument.Statement.0}
 */
record StatementReader(String path, JsonNode statement, Problems problems) {
  private static final Set<String> VERSIONS = Set.of("2012-10-17", "2008-10-17");

  /** The statements of a document: a list of them, or one alone. */
  static List<StatementReader> of(String path, JsonNode document, Problems problems) {
    var version = document.path("Version").asText("2012-10-17");
    if (!VERSIONS.contains(version)) {
      problems.add(join(path, "Version"), "is " + version, "write 2012-10-17");
    }
    var at = join(path, "Statement");
    var all = document.path("Statement");
    if (all.isEmpty()) {
      problems.add(at, "is missing", "a policy has at least one statement");
      return List.of();
    }
    if (all.isObject()) {
      return List.of(new StatementReader(at, all, problems));
    }
    var readers = new ArrayList<StatementReader>();
    for (var one : all) {
      readers.add(new StatementReader(at + "." + readers.size(), one, problems));
    }
    return readers;
  }

  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  void only(Set<String> known) {
    for (var property : statement.properties()) {
      if (!known.contains(property.getKey())) {
        refuse(property.getKey(), "is not supported locally", "a statement has " + sorted(known));
      }
    }
  }

  private static List<String> sorted(Set<String> known) {
    return known.stream().sorted().toList();
  }

  /** Whether the statement allows, or denies. */
  boolean allows() {
    var effect = statement.path("Effect").asText();
    if (!effect.equals("Allow") && !effect.equals("Deny")) {
      refuse("Effect", effect.isEmpty() ? "is missing" : "is " + effect, "write Allow or Deny");
    }
    return effect.equals("Allow");
  }

  /** One text or many; there must be one. */
  List<String> texts(String key) {
    var value = statement.path(key);
    if (!value.isEmpty() || value.isValueNode()) {
      return texts(key, value);
    }
    if (!statement.has("Not" + key)) { // which is a problem of its own
      problems.add(path, "has no " + key, "name at least one");
    }
    return List.of();
  }

  /** The texts of a value somewhere under a key. */
  List<String> texts(String key, JsonNode oneOrMany) {
    var texts = new ArrayList<String>();
    for (var text : oneOrMany.isArray() ? oneOrMany : List.of(oneOrMany)) {
      if (text.isValueNode() && !text.asText().contains("${")) {
        texts.add(text.asText());
      } else {
        refuse(key, text + " is not supported locally", "write a text without policy variables");
      }
    }
    return List.copyOf(texts);
  }

  /** Conditions on some keys, in lower case. */
  Conditions conditions(Set<String> keys) {
    return Conditions.read(this, statement.path("Condition"), keys);
  }

  void refuse(String key, String problem, String instead) {
    problems.add(join(path, key), problem, instead);
  }
}

package com.example.orders.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds every guard in the sources by its form: what a write demands, what makes a repeat the same,
 * and what hands a failed message back.
 */
final class GuardSources {
  private static final String LITERAL = "\"(?:[^\"\\\\\\n]|\\\\.)*\"";

  /** A form that guards have, and the files in which it is looked for. */
  private record Form(String kind, String files, Pattern pattern) {
    Form(String kind, String files, String pattern) {
      this(kind, files, Pattern.compile(pattern));
    }
  }

  private static final String JAVA = "(functions|libs)/.*/src/main/.*\\.java";
  private static final String WORKFLOW = "statemachines/.*\\.yaml";
  private static final String API = "api/.*\\.yaml";

  private static final List<Form> FORMS =
      List.of(
          // A literal, wherever it is put together: `#a = :b`, `attribute_exists(c)`, `d >= :e`.
          new Form(
              "condition",
              JAVA,
              "\"(?!SET |REMOVE |ADD |, )(?![^\"\\n]*list_append)"
                  + "[^\"\\n]*(attribute_(not_)?exists\\(|begins_with\\(|contains\\("
                  + "|[#\\w]+ (=|<|<=|>|>=|<>|IN|BETWEEN) [:(])[^\"\\n]*\""),
          new Form("partial batch response", JAVA, "new BatchItemFailure\\("),
          new Form(
              "idempotency key",
              JAVA,
              "\\.(name|clientToken|messageDeduplicationId|clientRequestToken)\\((?!\\))"
                  + "|(?<!record )\\b(IdempotencyKey|PaymentKey)\\.of\\("),
          new Form("condition", WORKFLOW, "(?m)^ *(ConditionExpression|Condition): .*$"),
          new Form("idempotency key", WORKFLOW, "(?m)^ *idempotencyKey: .*$"),
          new Form("condition", API, "\"ConditionExpression\": " + LITERAL),
          new Form("idempotency key", API, "Message(Deduplication|Group)Id=.*"),
          new Form(
              "partial batch response",
              "template\\.yaml",
              "FunctionResponseTypes: \\[ReportBatchItemFailures\\]"));

  private final Path root;

  GuardSources(Path root) {
    this.root = root;
  }

  /**
   * A guard in a source.
   *
   * @param from where its text begins in the file
   */
  record Place(String kind, String file, int from, int line, String text) {
    @Override
    public String toString() {
      return "%s:%d %s %s".formatted(file, line, kind, text.strip());
    }
  }

  List<Place> places() {
    var places = new ArrayList<Place>();
    try (var files =
        Stream.of("functions", "libs", "statemachines", "api", "template.yaml")
            .flatMap(part -> walk(root.resolve(part)))) {
      files.sorted().forEach(file -> places.addAll(places(file)));
    }
    return List.copyOf(places);
  }

  private static Stream<Path> walk(Path part) {
    try {
      return Files.walk(part).filter(Files::isRegularFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Place> places(Path file) {
    var name = root.relativize(file).toString().replace('\\', '/');
    var forms = FORMS.stream().filter(form -> name.matches(form.files())).toList();
    if (forms.isEmpty()) {
      return List.of();
    }
    var text = read(file);
    var places = new ArrayList<Place>();
    for (var form : forms) {
      form.pattern()
          .matcher(text)
          .results()
          .filter(found -> isCode(text, found.start()))
          .forEach(
              found ->
                  places.add(
                      new Place(
                          form.kind(),
                          name,
                          found.start() + indent(found.group()),
                          1 + (int) text.substring(0, found.start()).lines().count(),
                          found.group())));
    }
    return places;
  }

  private static int indent(String text) {
    return text.length() - text.stripLeading().length();
  }

  /** Neither in a comment nor in what a query selects by. */
  private static boolean isCode(String text, int at) {
    var line = text.substring(text.lastIndexOf('\n', at) + 1, at).strip();
    var isComment = line.startsWith("*") || line.startsWith("//") || line.startsWith("#");
    return !isComment && !line.matches(".*([fF]ilter|[kK]eyCondition).*");
  }

  String read(String file) {
    return read(root.resolve(file));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

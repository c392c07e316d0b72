package localcloud.stepfunctions;

/** The two languages in which a state may select and shape its data. */
enum QueryLanguage {
  JSON_PATH("JSONPath"),
  JSONATA("JSONata");

  /** Its name in a definition. */
  final String label;

  QueryLanguage(String label) {
    this.label = label;
  }
}

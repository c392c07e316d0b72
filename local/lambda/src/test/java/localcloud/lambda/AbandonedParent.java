package localcloud.lambda;

/** A local Lambda that keeps a handler busy until its process is killed. */
final class AbandonedParent {
  private AbandonedParent() {}

  public static void main(String[] args) {
    var functions = new LocalFunctions();
    functions.lambda.define(LocalFunctions.patient("abandoned", null));
    System.out.println(functions.json("abandoned", "{}").get("pid").asLong());
    System.out.flush();
    functions.invoke("abandoned", "{\"do\":\"sleep\",\"millis\":290000}");
  }
}

package com.example.orders.endtoend;

import com.example.orders.cli.RunningCloud;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/**
 * The invocations and the API's requests that concern a text, as the local cloud keeps them, since
 * a moment.
 *
 * @param before how many invocations were there at that moment
 * @param asked how many requests
 */
record KeptWork(String endpoint, String text, int before, int asked) {
  private static final double MEGABYTES_OF_A_GIGABYTE = 1024;

  /** Since now, or since the invocations that are under way have ended. */
  static KeptWork since(String endpoint, String text) {
    return new KeptWork(
        endpoint, text, ended(endpoint, text, 0).size(), all(endpoint, "requests", text).size());
  }

  /** One or more, each once it has ended. */
  List<JsonNode> invocations() {
    var all = ended(endpoint, text, before + 1);
    return all.subList(before, all.size());
  }

  private static List<JsonNode> ended(String endpoint, String text, int least) {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> all(endpoint, "invocations", text),
            list -> list.size() >= least && list.stream().allMatch(one -> one.has("ended")));
  }

  private List<JsonNode> requests() {
    return all(endpoint, "requests", text).stream().skip(asked).toList();
  }

  /** Requests of the API that are no looks at an order. */
  long changes() {
    return requests().stream().filter(one -> !one.path("method").asText().equals("GET")).count();
  }

  Map<String, Double> observed() {
    var observed = new TreeMap<String, Double>();
    observed.put("billedMilliseconds", sum(invocations(), "billedMilliseconds"));
    observed.put("gigabyteSeconds", gigabyteSeconds());
    observed.put("logBytes", sum(invocations(), "logBytes"));
    return observed;
  }

  /** On the average of all requests. */
  double bytesOfAnAnswer() {
    var answers = requests();
    return sum(answers, "bytes") / answers.size();
  }

  private double gigabyteSeconds() {
    return invocations().stream()
        .mapToDouble(
            one ->
                one.path("billedMilliseconds").asDouble()
                    / 1000
                    * one.path("memoryMegabytes").asDouble()
                    / MEGABYTES_OF_A_GIGABYTE)
        .sum();
  }

  private static double sum(List<JsonNode> all, String field) {
    return all.stream().mapToDouble(one -> one.path(field).asDouble()).sum();
  }

  private static List<JsonNode> all(String endpoint, String what, String text) {
    return RunningCloud.get(endpoint, "/" + what + "?contains=" + text)
        .path(what)
        .valueStream()
        .toList();
  }
}

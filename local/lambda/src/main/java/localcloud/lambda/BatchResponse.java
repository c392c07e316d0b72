package localcloud.lambda;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads {@code batchItemFailures} by the rules of the Lambda guide ("Reporting batch item
 * failures"): an empty or null answer means that all succeeded, an invalid one that all failed.
 */
final class BatchResponse {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private BatchResponse() {}

  /** The messages of the batch that are to stay in the queue. */
  static Set<String> failed(byte[] answer, Set<String> batch) {
    JsonNode response;
    try {
      response = JSON.readTree(answer);
    } catch (IOException invalid) {
      return batch;
    }
    var failures = response.path("batchItemFailures");
    if (failures.isMissingNode() || failures.isNull()) {
      return Set.of();
    }
    var failed = new HashSet<String>();
    for (var failure : failures) {
      var id = failure.path("itemIdentifier").asText("");
      if (!batch.contains(id)) {
        return batch;
      }
      failed.add(id);
    }
    return failures.isArray() ? Set.copyOf(failed) : batch;
  }
}

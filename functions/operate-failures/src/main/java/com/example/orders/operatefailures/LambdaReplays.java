package com.example.orders.operatefailures;

import com.example.orders.failures.FailureId;
import com.example.orders.json.OrderJson;
import com.example.orders.lambda.AwsClients;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;

/** Asks {@code replay-failures} and waits for its answer. It alone may write to the origins. */
final class LambdaReplays implements Replays {
  private static final Logger LOG = LoggerFactory.getLogger(LambdaReplays.class);

  /** Below our own timeout, and long enough for a cold start over there. */
  private static final Duration CALL = Duration.ofSeconds(16);

  private final LambdaClient lambda;
  private final String function;
  private final ObjectMapper json = OrderJson.mapper();

  LambdaReplays(LambdaClient lambda, String function) {
    this.lambda = lambda;
    this.function = function;
  }

  /** Without retries: a lost answer is for the operator to look into, not for a second replay. */
  static LambdaReplays of(String function) {
    return new LambdaReplays(AwsClients.buildOnce(LambdaClient.builder(), CALL), function);
  }

  @Override
  public Answer replay(FailureId id, String by) {
    return ask("replay", id, by, "");
  }

  @Override
  public Answer discard(FailureId id, String reason, String by) {
    return ask("discard", id, by, reason);
  }

  @Override
  public Answer undo(FailureId id, String reason, String by) {
    return ask("undo", id, by, reason);
  }

  private Answer ask(String action, FailureId id, String by, String reason) {
    var request =
        json.createObjectNode()
            .put("action", action)
            .put("failureId", id.value())
            .put("by", by)
            .put("reason", reason)
            .toString();
    try {
      var answer =
          lambda.invoke(
              InvokeRequest.builder()
                  .functionName(function)
                  .payload(SdkBytes.fromUtf8String(request))
                  .build());
      if (answer.functionError() != null) {
        LOG.warn("The {} of {} failed: {}", action, id, answer.functionError());
        return new Unanswered();
      }
      return outcome(answer.payload().asUtf8String());
    } catch (SdkException e) {
      LOG.warn("The {} of {} has no answer: {}", action, id, e.getClass().getName());
      return new Unanswered();
    }
  }

  private Answer outcome(String answer) {
    try {
      var tree = json.readTree(answer);
      var detail = tree.path("detail").asText();
      return switch (tree.path("outcome").asText()) {
        case "SENT", "RESOLVED", "DISCARDED" -> new Underway(detail);
        case "REFUSED" -> new NotPossible(detail);
        default -> new Unanswered();
      };
    } catch (JsonProcessingException e) {
      return new Unanswered();
    }
  }
}

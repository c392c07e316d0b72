package com.example.orders.webhookreceiver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.ToIntFunction;

/**
 * Takes each webhook once: signed with our secret, not older than five minutes, not taken before.
 * It remembers in memory; who runs more than one process writes the ID with the effect, in one
 * transaction.
 */
public final class Inbox {
  static final int REMEMBERED = 10_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Webhook> keys = new ArrayList<>();
  private final ToIntFunction<JsonNode> effect;
  private final SequencedSet<String> taken = new LinkedHashSet<>();

  /** What a request is answered. */
  public record Answer(int status, String body) {}

  /**
   * @param secrets more than one while they are changed
   * @param effect what a webhook is for; anything but 200 lets it come again
   */
  public Inbox(Collection<String> secrets, ToIntFunction<JsonNode> effect) {
    this.effect = effect;
    for (var secret : secrets) {
      try {
        keys.add(new Webhook(secret));
      } catch (EmptyWebhookSecretException e) {
        throw new IllegalArgumentException("A secret is empty", e);
      }
    }
  }

  /**
   * One at a time, so that no copy is answered 200 while the first may still fail.
   *
   * @param body as it came: one changed byte, and the signature is another
   */
  public synchronized Answer take(String body, Map<String, List<String>> headers) {
    if (!isSigned(body, headers)) {
      return new Answer(400, "not signed with our secret, or too old");
    }
    JsonNode webhook;
    try {
      webhook = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return new Answer(400, "no JSON");
    }
    if (webhook.path("type").asText().equals("endpoint.verification")) {
      var challenge = webhook.at("/data/challenge").asText();
      return new Answer(200, JSON.createObjectNode().put("challenge", challenge).toString());
    }
    return once(id(headers), webhook);
  }

  private Answer once(String id, JsonNode webhook) {
    if (taken.contains(id)) {
      return new Answer(200, "taken before");
    }
    var status = effect.applyAsInt(webhook);
    if (status != 200) {
      return new Answer(status, "not now");
    }
    taken.add(id);
    if (taken.size() > REMEMBERED) {
      taken.removeFirst();
    }
    return new Answer(200, "taken");
  }

  private boolean isSigned(String body, Map<String, List<String>> headers) {
    return keys.stream().anyMatch(key -> isSigned(key, body, headers));
  }

  private static boolean isSigned(Webhook key, String body, Map<String, List<String>> headers) {
    try {
      key.verify(body, headers);
      return true;
    } catch (WebhookVerificationException e) {
      return false;
    }
  }

  private static String id(Map<String, List<String>> headers) {
    return headers.entrySet().stream()
        .filter(header -> Webhook.UNBRANDED_MSG_ID_KEY.equalsIgnoreCase(header.getKey()))
        .map(header -> header.getValue().getFirst())
        .findFirst()
        .orElseThrow();
  }
}

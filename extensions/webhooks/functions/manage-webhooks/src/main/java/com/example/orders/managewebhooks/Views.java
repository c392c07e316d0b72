package com.example.orders.managewebhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.example.orders.dynamodb.Attributes;
import com.example.orders.lambda.CustomerApi;
import com.example.orders.webhooks.Deliveries.Listed;
import com.example.orders.webhooks.Deliveries.Page;
import com.example.orders.webhooks.Delivery;
import com.example.orders.webhooks.DeliveryState;
import com.example.orders.webhooks.Endpoint;
import com.example.orders.webhooks.EndpointId;
import com.example.orders.webhooks.Secret;
import com.example.orders.webhooks.WebhookType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.List;

/** Endpoints and deliveries as their customer sees them: a secret once, when it is made. */
final class Views {
  private final String webhooks;

  /**
   * @param webhooks the path of the list, with the stage, for links
   */
  Views(String webhooks) {
    this.webhooks = webhooks;
  }

  ObjectNode registered(Endpoint endpoint, Instant now) {
    return endpoint(endpoint, now).put("secret", endpoint.secrets().getFirst().key());
  }

  ObjectNode list(List<Endpoint> endpoints, Instant now) {
    var json = CustomerApi.object();
    var all = json.putArray("webhooks");
    endpoints.forEach(endpoint -> all.add(endpoint(endpoint, now)));
    json.putObject("links").put("self", webhooks);
    return json;
  }

  ObjectNode endpoint(Endpoint endpoint, Instant now) {
    var json =
        CustomerApi.object()
            .put("endpointId", endpoint.key().id().value())
            .put("url", endpoint.url())
            .put("status", endpoint.status().name())
            .put("failedInARow", endpoint.failedInARow())
            .put("createdAt", Attributes.timeText(endpoint.createdAt()));
    var types = json.putArray("types");
    WebhookType.ofOrders().stream().filter(endpoint::takes).forEach(type -> types.add(type.text()));
    var disabled = endpoint.disabled();
    if (disabled != null) {
      json.putObject("disabled")
          .put("since", Attributes.timeText(disabled.at()))
          .put("reason", disabled.reason());
    }
    putOldSecrets(json, endpoint.secretsAt(now));
    var self = webhooks + "/" + endpoint.key().id();
    json.putObject("links").put("self", self).put("deliveries", self + "/deliveries");
    return json;
  }

  /** The new secret, and until when the one before it is used too. */
  ObjectNode rotated(EndpointId id, List<Secret> secrets) {
    var json =
        CustomerApi.object().put("endpointId", id.value()).put("secret", secrets.getFirst().key());
    putOldSecrets(json, secrets);
    json.putObject("links").put("self", webhooks + "/" + id);
    return json;
  }

  private static void putOldSecrets(ObjectNode json, List<Secret> secrets) {
    secrets.stream()
        .skip(1)
        .map(Secret::until)
        .filter(until -> until != null)
        .findFirst()
        .ifPresent(until -> json.put("oldSecretUntil", Attributes.timeText(until)));
  }

  ObjectNode delivery(Delivery delivery) {
    var json =
        CustomerApi.object()
            .put("deliveryId", delivery.key().id().value())
            .put("type", delivery.type().text())
            .put("status", delivery.state().name())
            .put("attempts", delivery.attempts());
    json.putObject("links").put("deliveries", deliveries(delivery.key().endpoint()));
    return json;
  }

  ObjectNode page(EndpointId endpoint, Page page, int limit) {
    var json = CustomerApi.object();
    var all = json.putArray("deliveries");
    page.deliveries().forEach(listed -> all.add(listed(endpoint, listed)));
    var self = deliveries(endpoint);
    var links = json.putObject("links").put("self", self);
    page.next()
        .map(place -> new Cursor(place).text())
        .ifPresent(
            cursor -> {
              json.put("nextCursor", cursor);
              var encoded = URLEncoder.encode(cursor, UTF_8);
              links.put("next", "%s?limit=%d&cursor=%s".formatted(self, limit, encoded));
            });
    return json;
  }

  private ObjectNode listed(EndpointId endpoint, Listed listed) {
    var id = listed.place().id();
    var json =
        CustomerApi.object()
            .put("deliveryId", id.value())
            .put("type", listed.type().text())
            .put("status", listed.state().name())
            .put("attempts", listed.attempts())
            .put("createdAt", Attributes.timeText(listed.place().createdAt()));
    if (listed.orderId() != null) {
      json.put("orderId", listed.orderId());
    }
    if (listed.lastOutcome() != null) {
      json.put("lastOutcome", listed.lastOutcome());
    }
    if (listed.state() == DeliveryState.PENDING) {
      json.put("nextAttemptAt", Attributes.timeText(listed.nextAttemptAt()));
    }
    if (listed.type() != WebhookType.ENDPOINT_VERIFICATION) {
      json.putObject("links").put("resend", deliveries(endpoint) + "/" + id + "/resend");
    }
    return json;
  }

  private String deliveries(EndpointId endpoint) {
    return webhooks + "/" + endpoint + "/deliveries";
  }
}
